package dev.adjoint.kernel;

/** What to say where the virtual machine lets a module touch neither native memory nor native code. */
public final class NativeAccess {

    private NativeAccess() {}

    /**
     * The reason and the remedy.
     *
     * @param user a class that needs native access
     * @return two sentences
     */
    public static String denied(Class<?> user) {
        Module module = user.getModule();
        return "native access is denied. Start Java with --enable-native-access="
                + (module.isNamed() ? module.getName() : "ALL-UNNAMED") + ".";
    }
}
