/** The command line. */
module dev.adjoint.cli {
    requires com.fasterxml.jackson.core;
    requires dev.adjoint.bench;
    requires dev.adjoint.examples;
    requires dev.adjoint.models;
    requires dev.adjoint.testkit;
    requires info.picocli;
    requires java.management;
    requires me.tongfei.progressbar;
    requires static org.jspecify;

    // picocli fills in the options of the commands.
    opens dev.adjoint.cli to
            info.picocli;
}
