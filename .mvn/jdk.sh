# Finds a JDK 25; read by ./adjoint and ./mvnw (`. .mvn/jdk.sh`). POSIX sh.

# Is $1 the home of a JDK 25, 25.0.3 or newer? Its `release` file tells, without the 50 ms that starting it would cost.
is_jdk_25() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    while IFS= read -r line; do
        case $line in
            'JAVA_VERSION="25.0.'[3-9]* | 'JAVA_VERSION="25.0.'[1-9][0-9]* | 'JAVA_VERSION="25.'[1-9]*) return 0 ;;
            JAVA_VERSION=*) return 1 ;;
        esac
    done <"$1/release"
    return 1
}

# Sets `jdk` to the first that fits of: JAVA_HOME, the java on the PATH, the folders where systems and tools put JDKs.
# Says what to install and fails where there is none.
find_jdk_25() {
    jdk=${JAVA_HOME-}
    is_jdk_25 "$jdk" && return 0
    if jdk=$(command -v javac) && jdk=$(readlink -f "$jdk" 2>/dev/null); then
        jdk=${jdk%/bin/javac}
        is_jdk_25 "$jdk" && return 0
    fi
    for jdk in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/lib/jvm/* /usr/local/openjdk-* /opt/jdk* /opt/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec \
        "$HOME"/.sdkman/candidates/java/* "$HOME"/.asdf/installs/java/* "$HOME"/.local/share/mise/installs/java/* \
        "$HOME"/.jdks/* "$HOME"/.jbang/cache/jdks/*; do
        is_jdk_25 "$jdk" && return 0
    done
    echo "Adjoint needs a JDK 25 (25.0.3 or newer) and found none: install one, such as Temurin 25, or set JAVA_HOME to it." >&2
    return 1
}
