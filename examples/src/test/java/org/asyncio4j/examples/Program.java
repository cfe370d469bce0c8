package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.asyncio4j.Action;
import org.asyncio4j.KeyboardInterrupt;
import org.asyncio4j.LoopOptions;
import org.asyncio4j.testing.VirtualClock;
import org.asyncio4j.testing.VirtualTime;

/**
 * A program of one file, which calls {@code run} or makes its loop as every program does, and does
 * not know that it is being tested.
 */
final class Program {
  private static final Duration LONGEST_RUN = Duration.ofSeconds(60);

  private final String mainClass;
  private final Path classes;

  private Program(String mainClass, Path classes) {
    this.mainClass = mainClass;
    this.classes = classes;
  }

  static Program compile(Path source) {
    String name = source.getFileName().toString().replace(".java", "");
    Path classes = Path.of("target", "programs").resolve(source);
    assertThat(Compiler.compile(source, classes)).isEmpty();
    return new Program(name, classes);
  }

  /** Runs it in virtual time, to its end; it may print to nothing but the standard output. */
  Ran run() throws InterruptedException {
    return quiet(runThoughItComplains());
  }

  /** Runs it in virtual time, to its end. */
  Ran runThoughItComplains() throws InterruptedException {
    var clock = new VirtualClock();
    try (var output = new Output()) {
      Throwable thrown = runMain(main -> VirtualTime.during(clock, main));
      return output.ran(clock, thrown);
    }
  }

  /** Runs it in virtual time, until the user who has read so many lines presses Ctrl-C. */
  Ran runUntilInterruptedAtLine(int line) throws InterruptedException {
    var clock = new VirtualClock();
    try (var output = new Output()) {
      output.atLine(
          line,
          () -> {
            throw new KeyboardInterrupt();
          });
      Throwable thrown = runMain(main -> VirtualTime.during(clock, main));
      assertThat(thrown).isInstanceOf(KeyboardInterrupt.class);
      return quiet(output.ran(clock, null));
    }
  }

  /** As {@link #run}, with loops of another kind. */
  Ran runWith(LoopOptions options) throws InterruptedException {
    try (var output = new Output()) {
      Throwable thrown = runMain(main -> LoopOptions.where(options, main));
      return quiet(output.ran(options.clock(), thrown));
    }
  }

  private static Ran quiet(Ran ran) {
    assertThat(ran.err()).isEmpty();
    // A debugging loop's watchdog measures real time: a slow machine is not the program's fault.
    assertThat(ran.logged()).filteredOn(text -> !text.contains("has been running for")).isEmpty();
    return ran;
  }

  private interface Scope {
    void run(Action main);
  }

  /**
   * Runs main on a thread of its own, as the JVM does: what it leaves behind there, such as its
   * current loop, disturbs no other program.
   *
   * @return what main threw, or null
   */
  private Throwable runMain(Scope scope) throws InterruptedException {
    var thrown = new AtomicReference<Throwable>();
    var thread =
        new Thread(
            () -> {
              try {
                scope.run(this::main);
              } catch (Throwable t) {
                thrown.set(t);
              }
            },
            "main of " + mainClass);
    thread.start();
    if (!thread.join(LONGEST_RUN)) {
      fail("%s has not come to its end", mainClass);
    }
    return thrown.get();
  }

  /** {@return an instance of its class, for a test that calls its methods one by one} */
  Object instance() throws Exception {
    return instance(new URLClassLoader(new URL[] {classes.toUri().toURL()}));
  }

  private Object instance(ClassLoader loader) throws Exception {
    var constructor = loader.loadClass(mainClass).getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }

  private void main() throws Exception {
    try (var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
      Object program = instance(loader);
      var main = program.getClass().getDeclaredMethod("main");
      main.setAccessible(true);
      main.invoke(program);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }
}
