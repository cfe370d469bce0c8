package org.asyncio4j.stress;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * Runs the stress tests on core and net, where none may fail, and on their broken twins, where each
 * must.
 *
 * <p>Arguments: {@code [--quick] [-t REGEX]}; in the module's directory. Exits with 1 if a test
 * fails as it is, or does not on its twin.
 */
final class Run {
  private static final String OPENS = "--add-opens=java.base/java.lang=ALL-UNNAMED";
  private static final String STRESS =
      OPENS + " -XX:+UnlockDiagnosticVMOptions -XX:+StressLCM -XX:+StressGCM";
  private static final Path OUT = Path.of("target/twins");

  // A plain test that hangs has failed too.
  private static final long LONGEST_PLAIN_SECONDS = 90;
  private static final long SLOWER = 3;

  private final boolean quick;
  private final Pattern pattern;
  private final List<String> wrong = new ArrayList<>();
  private final Map<String, Long> plainSeconds = new HashMap<>();

  private Run(boolean quick, Pattern pattern) {
    this.quick = quick;
    this.pattern = pattern;
  }

  static void main(String[] arguments) throws Exception {
    boolean quick = false;
    String regex = "";
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--quick" -> quick = true;
        case "-t" -> regex = i + 1 < arguments.length ? arguments[++i] : "";
        default -> {
          System.err.println("stress/run: expected --quick or -t REGEX, got " + arguments[i]);
          System.exit(2);
        }
      }
    }
    System.exit(new Run(quick, Pattern.compile(regex)).run());
  }

  private int run() throws Exception {
    List<Twin> twins =
        Twin.all(Path.of("twins")).stream().filter(t -> matches(t.test(), t.name())).toList();
    good();
    var sets = new TreeMap<Integer, List<Twin>>();
    for (Twin twin : twins) {
      if (!twin.isPlain()) {
        sets.computeIfAbsent(twin.set(), set -> new ArrayList<>()).add(twin);
      }
    }
    for (var set : sets.entrySet()) {
      broken("set" + set.getKey(), set.getValue());
    }
    for (Twin twin : twins) {
      if (twin.isPlain()) {
        plain(twin);
      }
    }
    System.out.println();
    wrong.forEach(each -> System.out.println("WRONG: " + each));
    System.out.println(wrong.isEmpty() ? "every guard holds, and is needed" : "failed");
    return wrong.isEmpty() ? 0 : 1;
  }

  private boolean matches(String... names) {
    return Stream.of(names).anyMatch(name -> pattern.matcher(name).find());
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  // --- jcstress ---------------------------------------------------------------------------------

  /** On core itself. */
  private void good() throws IOException, InterruptedException {
    try (Stream<Path> classes = Files.walk(Path.of("target/classes"))) {
      if (classes.noneMatch(file -> isTest(file.toString()))) {
        return;
      }
    }
    String found = jcstress(classPath(), pattern.pattern(), quick, "core");
    List<String> failed = failed(found);
    for (String test : failed) {
      wrong.add(test + " fails on core; see stress/target/core.log");
    }
    if (!found.contains("RUN RESULTS")) {
      wrong.add("jcstress did not end; see stress/target/core.log");
    }
    System.out.printf("core: %s%n", failed.isEmpty() ? "no test fails" : failed + " fail");
  }

  /** {@return whether a class file is a test that is selected} */
  private boolean isTest(String file) {
    String name = file.replace(File.separatorChar, '.');
    return name.endsWith("Stress.class") && matches(name.substring(0, name.length() - 6));
  }

  private void broken(String name, List<Twin> twins) throws IOException, InterruptedException {
    Path classes = OUT.resolve(name);
    compile(twins, classes);
    var tests = new ArrayList<String>();
    twins.forEach(twin -> tests.add("\\." + twin.test() + "$"));
    String found =
        jcstress(classes + File.pathSeparator + classPath(), String.join("|", tests), true, name);
    List<String> failed = failed(found);
    for (Twin twin : twins) {
      report(twin, failed.stream().anyMatch(test -> test.endsWith("." + twin.test())));
    }
  }

  private void report(Twin twin, boolean fails) {
    System.out.printf(
        "twin %-28s %s %s%n", twin.name(), twin.test(), fails ? "fails, as it must" : "PASSES");
    if (!fails) {
      wrong.add("%s does not fail without %s".formatted(twin.test(), twin.name()));
    }
  }

  /** {@return what jcstress has printed} */
  private String jcstress(String classPath, String tests, boolean isShort, String name)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>(List.of(java(), "-cp", classPath));
    command.addAll(List.of("org.openjdk.jcstress.Main", "-t", tests, "-r", "target/" + name));
    if (isShort) {
      String time = name.equals("core") ? "300" : "1000";
      command.addAll(
          List.of("-f", "1", "-iters", "2", "-time", time, "-sc", "false", "-jvmArgs", STRESS));
    } else {
      command.addAll(List.of("-f", "1", "-iters", "3", "-time", "500", "-sc", "false"));
      command.addAll(List.of("-jvmArgsPrepend", OPENS));
    }
    Path log = Path.of("target", name + ".log");
    new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start()
        .waitFor();
    return Files.readString(log);
  }

  /** {@return the tests that the summary lists as failed or in error} */
  private static List<String> failed(String printed) {
    int from = printed.indexOf("Failed tests:");
    int to = printed.indexOf("All remaining tests:");
    if (from < 0) {
      return List.of();
    }
    String summary = printed.substring(from, to < from ? printed.length() : to);
    return Pattern.compile("\\borg\\.asyncio4j\\.[\\w.]+Stress\\b")
        .matcher(summary)
        .results()
        .map(found -> found.group())
        .distinct()
        .toList();
  }

  // --- the modules' own stress tests --------------------------------------------------------------

  /** The test must pass as it is, and then not pass on the twin in several times that time. */
  private void plain(Twin twin) throws IOException, InterruptedException {
    Long needed = plainSeconds.get(twin.test());
    if (needed == null) {
      long begin = System.nanoTime();
      if (!passes(twin, classPath(), "good-" + twin.test(), LONGEST_PLAIN_SECONDS)) {
        wrong.add("%s fails as it is; see stress/target".formatted(twin.test()));
        return;
      }
      needed = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin) + 1;
      plainSeconds.put(twin.test(), needed);
    }
    Path classes = OUT.resolve(twin.name());
    compile(List.of(twin), classes);
    String path = classes + File.pathSeparator + classPath();
    report(twin, !passes(twin, path, twin.name(), SLOWER * needed));
  }

  private static boolean passes(Twin twin, String classPath, String name, long seconds)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            java(),
            OPENS,
            "-Dasyncio4j.engine=" + (twin.file().contains("Handoff") ? "handoff" : "loop"),
            "-cp",
            classPath + File.pathSeparator + "../%s/target/test-classes".formatted(twin.module()),
            PlainTest.class.getName(),
            "org.asyncio4j." + twin.test());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Path.of("target", name + ".log").toFile())
            .start();
    if (process.waitFor(seconds, TimeUnit.SECONDS)) {
      return process.exitValue() == 0;
    }
    process.destroyForcibly().waitFor();
    return false;
  }

  // --- twins ------------------------------------------------------------------------------------

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static Path source(Twin twin) {
    return Path.of("..", twin.module(), "src/main/java/org/asyncio4j", twin.file());
  }

  /** Compiles the files that the twins change, each with all of their changes. */
  private static void compile(List<Twin> twins, Path classes) throws IOException {
    Path sources = OUT.resolve("src").resolve(classes.getFileName());
    var changed = new TreeMap<String, String>();
    for (Twin twin : twins) {
      String source = changed.get(twin.file());
      if (source == null) {
        source = Files.readString(source(twin));
      }
      changed.put(twin.file(), twin.remove(source));
    }
    Files.createDirectories(classes);
    var arguments =
        new ArrayList<String>(
            List.of("-nowarn", "-proc:none", "-d", classes.toString(), "-cp", classPath()));
    for (var file : changed.entrySet()) {
      Path path = sources.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
      arguments.add(path.toString());
    }
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, System.err, arguments.toArray(String[]::new));
    if (status != 0) {
      throw new IllegalStateException("cannot compile " + classes);
    }
  }
}
