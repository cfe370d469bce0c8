package org.asyncio4j.benchmarks.compare;

import static org.asyncio4j.benchmarks.compare.Workload.HELLO;
import static org.asyncio4j.benchmarks.compare.Workload.HELLO_SOURCE;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.asyncio4j.benchmarks.compare.Contestant.Launch;
import org.asyncio4j.benchmarks.compare.Presence.Missing;
import org.asyncio4j.benchmarks.compare.Presence.Present;

/**
 * The table of all contestants, in the order of the columns: how each is started, found and got.
 */
final class Contestants {
  static final String LOOP = "loop";
  static final String HANDOFF = "handoff";
  static final String STACKLESS = "stackless";
  static final String CPYTHON = "cpython";
  static final String UVLOOP = "uvloop";
  static final String KOTLIN = "kotlin";
  static final String THREADS = "threads";
  static final String BARE_PARK = "bare-park";
  static final String BARE_CONTINUATION = "bare-continuation";

  /** The one that all others' figures are divided by. */
  static final String OURS = LOOP;

  private static final String PACKAGE = "org.asyncio4j.benchmarks.contestants.";
  private static final String BUILD = "build it: mvn -pl benchmarks -am package";

  // What memory a process needs shows only if its heap may grow, and shrinks to what is alive.
  static final List<String> MEMORY_OPTIONS =
      List.of("-Xms64m", "-Xmx4g", "-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=10");

  private static final List<String> OPEN =
      List.of(
          "--add-opens",
          "java.base/java.lang=ALL-UNNAMED",
          "--add-exports",
          "java.base/jdk.internal.vm=ALL-UNNAMED");

  // Prints the version, or ends with the reason why not.
  private static final String PYTHON_VERSION =
      """
      import platform, sys
      if sys.version_info < (3, 11):
          sys.exit('needs Python 3.11 or newer, and this is ' + platform.python_version())
      print(platform.python_version())
      """;
  private static final String UVLOOP_VERSION =
      """
      import platform, sys
      try:
          import uvloop
      except ImportError:
          sys.exit(sys.executable + ' has no uvloop')
      if sys.version_info < (3, 11):
          sys.exit('needs Python 3.11 or newer, and this is ' + platform.python_version())
      print(uvloop.__version__ + ' on CPython ' + platform.python_version())
      """;

  private final Setup setup;

  private Contestants(Setup setup) {
    this.setup = setup;
  }

  /** {@return all contestants, whether they are there or not} */
  static List<Contestant> all(Setup setup) {
    return new Contestants(setup).table();
  }

  private List<Contestant> table() {
    String python = executable(setup.python());
    String uvloopPython = executable(setup.uvloopPython());
    return List.of(
        onJvm(
            LOOP,
            "asyncio4j loop",
            "LoopEngine",
            asyncio4j(),
            Map.of(HELLO, hello("loop", "Hello"), HELLO_SOURCE, helloFromSource())),
        onJvm(
            HANDOFF,
            "asyncio4j hand-off",
            "HandoffEngine",
            asyncio4j(),
            Map.of(HELLO, hello("handoff", "Hello"))),
        onJvm(STACKLESS, "asyncio4j stackless", "Stackless", asyncio4j(), Map.of()),
        new Contestant(
            CPYTHON,
            "CPython",
            inPython(python, List.of()),
            Probe.command(List.of(python, "-c", PYTHON_VERSION)),
            "install python3 (3.11 or newer), or name one: --python COMMAND"),
        new Contestant(
            UVLOOP,
            "uvloop",
            inPython(uvloopPython, List.of("--uvloop")),
            Probe.command(List.of(uvloopPython, "-c", UVLOOP_VERSION)),
            "apt install python3-uvloop, or name a Python that has it: --uvloop COMMAND"),
        onJvm(KOTLIN, "Kotlin coroutines", "KotlinKt", kotlin(), Map.of()),
        onJvm(
            THREADS,
            "JDK virtual threads",
            "VirtualThreads",
            jdk(),
            Map.of(
                HELLO,
                hello("loop", "HelloThreads"),
                HELLO_SOURCE,
                List.of(Setup.java(), program("HelloThreads.java")))),
        onJvm(BARE_PARK, "bare park/unpark", "BarePark", jdk(), Map.of()),
        onJvm(BARE_CONTINUATION, "bare Continuation", "BareContinuation", jdk(), Map.of()));
  }

  private Contestant onJvm(
      String id, String title, String main, Probe version, Map<Workload, List<String>> hello) {
    String name = PACKAGE + main;
    return new Contestant(id, title, inJava(name, hello), Probe.ofClass(name, version), BUILD);
  }

  private Launch inJava(String main, Map<Workload, List<String>> hello) {
    return workload ->
        switch (workload) {
          case HELLO, HELLO_SOURCE -> hello.getOrDefault(workload, List.of());
          case MEMORY -> java(MEMORY_OPTIONS, main);
          default -> java(setup.javaOptions(), main);
        };
  }

  private List<String> java(List<String> options, String main) {
    var command = new ArrayList<String>();
    command.add(Setup.java());
    command.addAll(OPEN);
    command.addAll(options);
    command.addAll(List.of("-cp", setup.jar(), main));
    return command;
  }

  // The defaults of the JVM, as who starts a small program has them.
  private List<String> hello(String engine, String main) {
    return List.of(
        Setup.java(),
        "--add-opens",
        "java.base/java.lang=ALL-UNNAMED",
        "-Dasyncio4j.engine=" + engine,
        "-cp",
        "%s:%s"
            .formatted(
                setup.home().resolve("benchmarks/target/hello"),
                setup
                    .home()
                    .resolve("core/target/asyncio4j-core-%s.jar".formatted(setup.version()))),
        main);
  }

  private List<String> helloFromSource() {
    return List.of(setup.home().resolve("asyncio4j").toString(), "run", program("Hello.java"));
  }

  private Launch inPython(String python, List<String> options) {
    return workload ->
        switch (workload) {
          case HELLO, HELLO_SOURCE -> python(python, "hello.py", options);
          default -> python(python, "contestant.py", options);
        };
  }

  private List<String> python(String python, String file, List<String> options) {
    var command = new ArrayList<String>(List.of(python, program(file)));
    command.addAll(options);
    return command;
  }

  private String program(String file) {
    String folder = file.startsWith("contestant") ? "benchmarks/python" : "benchmarks/hello";
    return setup.home().resolve(folder).resolve(file).toString();
  }

  // A command on the PATH may be a script that looks for a Python; only that is measured.
  private static String executable(String python) {
    var answer = Probe.command(List.of(python, "-c", "import sys; print(sys.executable)")).look();
    return switch (answer) {
      case Present(String path) -> path;
      case Missing _ -> python;
    };
  }

  private Probe asyncio4j() {
    return () -> new Present(setup.version());
  }

  private static Probe jdk() {
    return () -> new Present("JDK " + Runtime.version());
  }

  private static Probe kotlin() {
    return () ->
        new Present("kotlinx.coroutines " + resource("/META-INF/kotlinx_coroutines_core.version"));
  }

  private static String resource(String name) {
    try (InputStream stream = Contestants.class.getResourceAsStream(name)) {
      return stream == null
          ? "of unknown version"
          : new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
