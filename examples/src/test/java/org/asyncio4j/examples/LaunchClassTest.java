package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A compiled program that the launcher starts ends as a source file does. */
@DisabledIfSystemProperty(
    named = "asyncio4j.engine",
    matches = "handoff",
    disabledReason = "the launched JVMs choose their engine themselves: once is enough")
@Timeout(120)
final class LaunchClassTest {
  @TempDir Path directory;

  private Launched launched(String members, String name, String... arguments) throws Exception {
    Path source = directory.resolve("Program.java");
    Files.writeString(
        source,
        "import org.asyncio4j.*;\nfinal class Program {\n%s}\n".formatted(members.indent(2)));
    assertThat(Compiler.compile(source, directory)).isEmpty();
    return Launched.runClass(directory, name, arguments);
  }

  private List<String> said(String members, String... arguments) throws Exception {
    try (var program = launched(members, "Program", arguments)) {
      return program.rest();
    }
  }

  @Test
  void systemExitIsTheExitStatusAndArgumentsArePassedOn() throws Exception {
    assertThat(
            said(
                """
                public static void main(String[] arguments) {
                  IO.println(String.join(" ", arguments));
                  Asyncio.run(() -> { throw new SystemExit(42); });
                }
                """,
                "a",
                "b c"))
        .containsExactly("a b c", "exit 42");
  }

  @Test
  void mainMayBeOfAnInstanceAndWithoutArguments() throws Exception {
    assertThat(said("void main() { Asyncio.run(() -> IO.println(\"hello\")); }"))
        .containsExactly("hello", "exit 0");
  }

  @Test
  void mainWithArgumentsIsPreferred() throws Exception {
    assertThat(
            said(
                """
                static void main() { IO.println("without"); }
                void main(String[] arguments) { IO.println("with"); }
                """))
        .containsExactly("with", "exit 0");
  }

  @Test
  void failureIsPrintedWithNothingOfTheLaunchersInIt() throws Exception {
    assertThat(said("void main() { throw new IllegalStateException(\"oh\"); }"))
        .containsExactly(
            "Exception in thread \"main\" java.lang.IllegalStateException: oh",
            "\tat Program.main(Program.java:3)",
            "exit 1");
  }

  @Test
  void interruptedProgramSaysSoInALineAndEndsWithTheShellsStatus() throws Exception {
    try (var program =
        launched(
            """
            void main() {
              Asyncio.run(() -> {
                try {
                  IO.println("ready");
                  Asyncio.sleep(3600);
                } finally {
                  IO.println("finally");
                }
              });
            }
            """,
            "Program")) {
      assertThat(program.prints("ready").interrupt().rest())
          .containsExactly("finally", "KeyboardInterrupt", "exit 130");
    }
  }

  @Test
  void whatCannotBeginSaysWhy() throws Exception {
    assertThat(said("void other() {}"))
        .containsExactly(
            "asyncio4j: Program has no main method:"
                + " expected void main(String[] arguments) or void main()",
            "exit 1");
    assertThat(said("private Program() {}\nvoid main() {}"))
        .containsExactly(
            "asyncio4j: Program has a main method that is not static:"
                + " expected a constructor without arguments, not private",
            "exit 1");
    try (var program = launched("void main() {}", "org.example.Missing")) {
      assertThat(program.rest())
          .containsExactly("asyncio4j: no class org.example.Missing on the class path", "exit 1");
    }
  }
}
