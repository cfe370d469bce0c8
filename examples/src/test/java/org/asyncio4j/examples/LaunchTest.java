package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** How a program that is started by the launcher ends: as it would in Python. */
@DisabledIfSystemProperty(
    named = "asyncio4j.engine",
    matches = "handoff",
    disabledReason = "the launched JVMs choose their engine themselves: once is enough")
@Timeout(120)
final class LaunchTest {
  @TempDir Path directory;

  private Launched launched(String body, String... arguments) throws Exception {
    Path source = directory.resolve("Program.java");
    Files.writeString(
        source,
        """
        import static org.asyncio4j.Asyncio.*;
        import org.asyncio4j.*;

        void main(String[] arguments) {
        %s}
        """
            .formatted(body.indent(2)));
    return Launched.run(source, arguments);
  }

  @Test
  void interruptedProgramSaysSoInALineAndEndsWithTheShellsStatus() throws Exception {
    try (var program =
        launched(
            """
            run(() -> {
              try {
                IO.println("ready");
                sleep(3600);
              } finally {
                IO.println("finally");
              }
            });
            """)) {
      assertThat(program.prints("ready").interrupt().rest())
          .containsExactly("finally", "KeyboardInterrupt", "exit 130");
    }
  }

  @Test
  void secondInterruptEndsAProgramThatHangsInItsCleanUp() throws Exception {
    try (var program =
        launched(
            """
            run(() -> {
              try {
                IO.println("ready");
                sleep(3600);
              } finally {
                IO.println("cleaning up");
                sleep(3600);
              }
            });
            """)) {
      assertThat(program.prints("ready").interrupt().prints("cleaning up").interrupt().rest())
          .containsExactly("KeyboardInterrupt", "exit 130");
    }
  }

  @Test
  void interruptThatHasHiddenAFailureShowsIt() throws Exception {
    try (var program =
        launched(
            """
            var interrupt = new KeyboardInterrupt();
            interrupt.addSuppressed(new IllegalStateException("hidden"));
            run(() -> { throw interrupt; });
            """)) {
      assertThat(program.rest())
          .startsWith("org.asyncio4j.KeyboardInterrupt")
          .contains("\tSuppressed: java.lang.IllegalStateException: hidden")
          .endsWith("exit 130");
    }
  }

  @Test
  void systemExitIsTheExitStatusAndSaysNothing() throws Exception {
    try (var program =
        launched(
            """
            run(() -> { throw new SystemExit(Integer.parseInt(arguments[0])); });
            """,
            "42")) {
      assertThat(program.rest()).containsExactly("exit 42");
    }
  }

  @Test
  void otherFailureIsPrintedWithNothingOfTheLaunchersInIt() throws Exception {
    try (var program = launched("throw new IllegalStateException(\"oh\");")) {
      assertThat(program.rest())
          .containsExactly(
              "Exception in thread \"main\" java.lang.IllegalStateException: oh",
              "\tat Program.main(Program.java:5)",
              "exit 1");
    }
  }

  @Test
  void programThatDoesNotCompileIsTheCompilersAffair() throws Exception {
    try (var program = launched("nonsense();")) {
      assertThat(program.rest()).contains("error: compilation failed").endsWith("exit 1");
    }
  }
}
