package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.opentest4j.AssertionFailedError;

/** A class of tests that a document shows, and that JUnit runs. */
final class DocumentedTest {
  // What a test needs that is no part of the library.
  private static final List<Class<?>> JUNIT =
      List.of(Test.class, AnnotationSupport.class, AssertionFailedError.class, API.class);

  private static final Path AGENT = Path.of("../testing/target/agent.jar");

  // Surefire's own class path may be a jar that names the others.
  private static final String CLASS_PATH =
      System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

  private final Path classes;
  private final String name;

  private DocumentedTest(Path classes, String name) {
    this.classes = classes;
    this.name = name;
  }

  static DocumentedTest compile(Path source, String name) {
    Path classes = source.resolveSibling("classes");
    assertThat(Compiler.compile(source, classes, JUNIT)).isEmpty();
    return new DocumentedTest(classes, name);
  }

  /**
   * Runs the tests.
   *
   * @param failures the classes and messages of their failures, in the order of the tests' names; a
   *     line that is an ellipsis stands for any lines; empty if they have to pass
   */
  void run(Optional<String> failures) throws Exception {
    try (var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
      compare(failures(loader.loadClass(name)), failures);
    }
  }

  /** As {@link #run}, in a JVM of its own, with the agent. */
  void runWithAgent(Optional<String> failures) throws Exception {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-javaagent:" + AGENT.toRealPath(),
                "-cp",
                CLASS_PATH + File.pathSeparator + classes.toAbsolutePath(),
                DocumentedTest.class.getName(),
                name)
            .redirectErrorStream(true)
            .start();
    String printed;
    try (var out = process.inputReader()) {
      printed = out.lines().collect(Collectors.joining("\n"));
    }
    assertThat(process.waitFor()).as(printed).isZero();
    compare(printed, failures);
  }

  /** What that JVM does. */
  public static void main(String[] arguments) throws Exception {
    System.out.println(failures(Class.forName(arguments[0])));
  }

  private static String failures(Class<?> type) {
    var tests =
        EngineTestKit.engine("junit-jupiter").selectors(selectClass(type)).execute().testEvents();
    assertThat(tests.started().count()).isPositive();
    return tests.failed().stream()
        .sorted((a, b) -> nameOf(a).compareTo(nameOf(b)))
        .map(DocumentedTest::failure)
        .collect(Collectors.joining("\n"));
  }

  private static void compare(String told, Optional<String> failures) {
    if (failures.isEmpty()) {
      assertThat(told).isEmpty();
    } else {
      assertThat(told).matches(pattern(failures.get()));
    }
  }

  private static String nameOf(Event event) {
    return event.getTestDescriptor().getDisplayName();
  }

  private static String failure(Event event) {
    Throwable thrown =
        event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow();
    String text = thrown.getClass().getSimpleName() + ": " + thrown.getMessage();
    return text.lines().map(String::stripTrailing).collect(Collectors.joining("\n"));
  }

  private static Pattern pattern(String text) {
    String lines =
        text.lines()
            .map(line -> line.strip().equals("…") ? "(?s:.*?)" : Pattern.quote(line) + "\n?")
            .collect(Collectors.joining());
    return Pattern.compile(lines);
  }
}
