package org.asyncio4j.benchmarks.compare;

import static org.asyncio4j.benchmarks.compare.Workload.HELLO;
import static org.asyncio4j.benchmarks.compare.Workload.HELLO_SOURCE;

import io.netty.util.Version;
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
  static final String NETTY = "netty";

  /** The one that all others' figures are divided by. */
  static final String OURS = LOOP;

  private static final String PACKAGE = "org.asyncio4j.benchmarks.contestants.";
  private static final String SOURCES = "benchmarks/src/main/java/" + PACKAGE.replace('.', '/');
  private static final String BUILD = "build it: mvn -pl benchmarks -am package";

  // What tasks hold shows only if a collection gives back what is not alive, and if the young
  // generation is too small to matter. Below -Xms, a 64th of the memory by default, no heap
  // shrinks:
  // tasks would fill what the warm-up has left, and seem to need nothing.
  static final List<String> MEMORY_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms20m",
          "-Xmn16m",
          "-XX:-ShrinkHeapInSteps",
          "-XX:MinHeapFreeRatio=0",
          "-XX:MaxHeapFreeRatio=0");

  // Also the bare contestants': they start the JDK's mechanism by hand.
  private static final List<String> OPEN =
      List.of(
          "--add-opens",
          "java.base/java.lang=ALL-UNNAMED",
          "--add-exports",
          "java.base/jdk.internal.vm=ALL-UNNAMED",
          "--enable-native-access=ALL-UNNAMED");

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
  private final String python;
  private final String uvloopPython;

  private Contestants(Setup setup) {
    this.setup = setup;
    this.python = executable(setup.python());
    this.uvloopPython = executable(setup.uvloopPython());
  }

  /** {@return all contestants, whether they are there or not} */
  static List<Contestant> all(Setup setup) {
    var contestants = new Contestants(setup);
    return contestants.table().stream().map(contestants::serving).toList();
  }

  private List<Contestant> table() {
    return List.of(
        onJvm(
            LOOP,
            "asyncio4j loop",
            List.of("Asyncio4jContestant", "loop"),
            asyncio4j(),
            Map.of(
                HELLO,
                launched("--class-path", setup.jar(), PACKAGE + "Asyncio4jHello"),
                HELLO_SOURCE,
                launched(path(SOURCES + "Asyncio4jHello.java")))),
        onJvm(
            HANDOFF,
            "asyncio4j hand-off",
            List.of("Asyncio4jContestant", "handoff"),
            asyncio4j(),
            Map.of(HELLO, hello("Asyncio4jHello", "-Dasyncio4j.engine=handoff"))),
        onJvm(
            STACKLESS,
            "asyncio4j stackless",
            List.of("StacklessContestant"),
            asyncio4j(),
            Map.of()),
        cpython(),
        uvloop(),
        onJvm(
            KOTLIN,
            "Kotlin coroutines",
            List.of("KotlinContestant"),
            kotlin(),
            Map.of(HELLO, hello("KotlinHello"))),
        onJvm(
            THREADS,
            "JDK virtual threads",
            List.of("VirtualThreadsContestant"),
            jdk(),
            Map.of(
                HELLO,
                hello("VirtualThreadsHello"),
                HELLO_SOURCE,
                List.of(Setup.java(), path(SOURCES + "VirtualThreadsHello.java")))),
        onJvm(BARE_PARK, "bare park/unpark", List.of("BareParkContestant"), jdk(), Map.of()),
        onJvm(
            BARE_CONTINUATION,
            "bare Continuation",
            List.of("BareContinuationContestant"),
            jdk(),
            Map.of()),
        new Contestant(
            NETTY,
            "bare Netty",
            (_, _) -> List.of(),
            Probe.ofClass(PACKAGE + "NettyEcho", netty()),
            BUILD));
  }

  /** {@return what a contestant's server is started with; nothing if it has none for this} */
  private List<String> server(
      String id, Workload workload, Traffic traffic, List<String> arguments) {
    List<String> options = workload.unit() == Unit.BYTES ? MEMORY_OPTIONS : setup.javaOptions();
    return switch (id) {
      case LOOP -> java(options, List.of("Asyncio4jEcho"), arguments);
      case NETTY -> java(options, List.of("NettyEcho"), arguments);
      case THREADS ->
          traffic.mode().equals("protocols")
              ? List.of()
              : java(options, List.of("VirtualThreadsEcho"), arguments);
      case CPYTHON -> pythonServer(python, arguments, List.of());
      case UVLOOP -> pythonServer(uvloopPython, arguments, List.of("--uvloop"));
      default -> List.of();
    };
  }

  private List<String> pythonServer(
      String executable, List<String> arguments, List<String> options) {
    var command = new ArrayList<String>(List.of(executable, path(SOURCES + "asyncio_echo.py")));
    command.addAll(arguments);
    command.addAll(options);
    return command;
  }

  /** {@return the same contestant, which is a server where the workload wants one} */
  private Contestant serving(Contestant contestant) {
    Launch others = contestant.launch();
    return new Contestant(
        contestant.id(),
        contestant.title(),
        (workload, arguments) -> {
          Traffic traffic = workload.traffic();
          return traffic == null
              ? others.command(workload, arguments)
              : server(contestant.id(), workload, traffic, arguments);
        },
        contestant.probe(),
        contestant.howToGet());
  }

  private Contestant cpython() {
    return new Contestant(
        CPYTHON,
        "CPython",
        inPython(python, List.of()),
        Probe.command(List.of(python, "-c", PYTHON_VERSION)),
        "install python3 (3.11 or newer), or name one: --python COMMAND");
  }

  private Contestant uvloop() {
    return new Contestant(
        UVLOOP,
        "uvloop",
        inPython(uvloopPython, List.of("--uvloop")),
        Probe.command(List.of(uvloopPython, "-c", UVLOOP_VERSION)),
        "apt install python3-uvloop, or name a Python that has it: --uvloop COMMAND");
  }

  private Contestant onJvm(
      String id,
      String title,
      List<String> program,
      Probe version,
      Map<Workload, List<String>> hello) {
    return new Contestant(
        id,
        title,
        inJava(program, hello),
        Probe.ofClass(PACKAGE + program.getFirst(), version),
        BUILD);
  }

  private Launch inJava(List<String> program, Map<Workload, List<String>> hello) {
    return (workload, arguments) ->
        switch (workload) {
          case HELLO, HELLO_SOURCE -> hello.getOrDefault(workload, List.of());
          case MEMORY -> java(MEMORY_OPTIONS, program, arguments);
          default -> java(setup.javaOptions(), program, arguments);
        };
  }

  private List<String> java(List<String> options, List<String> program, List<String> arguments) {
    var command = new ArrayList<String>();
    command.add(Setup.java());
    command.addAll(OPEN);
    command.addAll(options);
    command.addAll(List.of("-cp", setup.jar()));
    command.add(PACKAGE + program.getFirst());
    command.addAll(program.subList(1, program.size()));
    command.addAll(arguments);
    return command;
  }

  // With the defaults of the JVM, as who starts a small program has them.
  private List<String> hello(String main, String... options) {
    return java(List.of(options), List.of(main), List.of());
  }

  private List<String> launched(String... arguments) {
    var command = new ArrayList<String>(List.of(path("asyncio4j"), "run"));
    command.addAll(List.of(arguments));
    return command;
  }

  private Launch inPython(String python, List<String> options) {
    return (workload, arguments) -> {
      String file =
          switch (workload) {
            case HELLO, HELLO_SOURCE -> "asyncio_hello.py";
            default -> "asyncio_workloads.py";
          };
      var command = new ArrayList<String>(List.of(python, path(SOURCES + file)));
      command.addAll(arguments);
      command.addAll(options);
      return command;
    };
  }

  private String path(String inCheckout) {
    return setup.home().resolve(inCheckout).toString();
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

  private static Probe netty() {
    return () -> {
      Version version = Version.identify().get("netty-transport");
      return new Present(version == null ? "of unknown version" : version.artifactVersion());
    };
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
