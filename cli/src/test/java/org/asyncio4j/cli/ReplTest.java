package org.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class ReplTest {

  private static ChildJvm.Ended repl(String input) throws Exception {
    try (var repl = ChildJvm.start(Main.class, "repl")) {
      return repl.type(input).end();
    }
  }

  private static ChildJvm.Ended quiet(String out) {
    return new ChildJvm.Ended(0, out, "");
  }

  @Test
  void snippetsAwaitAtTheTopLevel() throws Exception {
    assertThat(
            repl(
                """
                sleep(0.001); 1 + 1
                await(createTask(() -> 1))
                Future<String> answer = getRunningLoop().createFuture();
                var t = createTask(() -> await(answer) + "!");
                answer.setResult("done")
                await(t)
                await(createTask(() -> sleep(0)))
                int twice(int x) {
                  sleep(0);
                  return 2 * x;
                }
                twice(21)
                var q = new Queue<String>();
                q.put("a");
                q.get()
                """))
        .isEqualTo(
            quiet(
                """
                $2 ==> 2
                $3 ==> 1
                answer ==> Future[pending]
                t ==> Task['Task-7', pending, coro=]
                $7 ==> "done!"
                $8 ==> null
                $10 ==> 42
                q ==> Queue[size=0, getters=0, putters=0, unfinished=0]
                $13 ==> "a"
                """));
  }

  @Tag("long")
  @Test
  void tasksGoOnWhileThePromptWaits() throws Exception {
    try (var repl = ChildJvm.start(Main.class, "repl")) {
      repl.type(
              "for (var tick : List.of(1, 2)) createTask(() -> { sleep(tick); IO.println(tick); })\n")
          .prints("1")
          .prints("2"); // and nothing has been typed meanwhile

      assertThat(repl.type("1\n").end()).isEqualTo(quiet("$2 ==> 1\n"));
    }
  }

  @Test
  void tasksThatAreLeftAreCancelledAndAwaited() throws Exception {
    String task = "createTask(() -> { try { sleep(99); } finally { sleep(0); IO.println(9); } })";

    assertThat(repl("var t = " + task + "; sleep(0)\nexit\n1\n"))
        .isEqualTo(quiet("t ==> Task['Task-2', pending, coro=]\n9\n"));
  }

  @Tag("long")
  @Test
  void contextVariablesStayForTheNextSnippet() throws Exception {
    assertThat(
            repl("""
                var user = new ContextVar<String>("user");
                user.set("ada");
                await(createTask(() -> user.get()))
                """)
                .out())
        .endsWith("$3 ==> \"ada\"\n");
  }

  @Tag("long")
  @Test
  void errorsAreThoseOfTheUser() throws Exception {
    assertThat(
            repl(
                """
                foo(3)
                int inverse(int x) {
                  sleep(0);
                  return 1 / x;
                }
                inverse(0)
                await(createTask(() -> inverse(0)))
                Integer.parseInt("x")
                int early() { return late(); }
                early()
                1 +
                """))
        .isEqualTo(
            new ChildJvm.Ended(
                0,
                "",
                """
                error: cannot find symbol
                  symbol:   method foo(int)
                    foo(3)
                    ^^^
                java.lang.ArithmeticException: / by zero
                    at inverse(#1:3): return 1 / x;
                    at (#2:1): inverse(0)
                java.lang.ArithmeticException: / by zero
                    at inverse(#1:3): return 1 / x;
                    at lambda(#3:1): await(createTask(() -> inverse(0)))
                java.lang.NumberFormatException: For input string: "x"
                    at (#4:1): Integer.parseInt("x")
                early cannot be used until these are declared: method late()
                early cannot be called until these are declared: method late()
                    at early(#5:1): int early() { return late(); }
                    at (#6:1): early()
                error: reached end of file while parsing
                    1 +
                       ^
                """));
  }

  @Tag("long")
  @Test
  void exitHasAStatus() throws Exception {
    assertThat(repl("throw new SystemExit(3);\n1\n")).isEqualTo(new ChildJvm.Ended(3, "", ""));
  }

  @Test
  void interruptCancelsWhatIsAwaitedAndNothingElse() throws Exception {
    try (var repl = ChildJvm.start(Main.class, "repl")) {
      repl.type("Future<Integer> answer = getRunningLoop().createFuture();\n")
          .prints("answer ==> Future[pending]")
          .type("var t = createTask(() -> await(answer));\n")
          .prints("t ==> Task['Task-3', pending, coro=]")
          .type("try { IO.println(\"waits\"); sleep(99); } finally { IO.println(\"ends\"); }\n")
          .prints("waits")
          .interrupt()
          .prints("ends");

      assertThat(repl.type("answer.setResult(1)\nawait(t)\n").end())
          .isEqualTo(new ChildJvm.Ended(0, "$5 ==> 1\n", "KeyboardInterrupt\n"));
    }
  }

  @Tag("long")
  @Test
  void interruptEndsALoopThatNeverAwaits() throws Exception {
    try (var repl = ChildJvm.start(Main.class, "repl")) {
      repl.type("{ IO.println(\"spins\"); while (true) {} }\n").prints("spins").interrupt();

      assertThat(repl.type("1\n").end())
          .isEqualTo(new ChildJvm.Ended(0, "$2 ==> 1\n", "KeyboardInterrupt\n"));
    }
  }

  @Test
  void historyIsKeptWhereTheUserHasAHome(@TempDir Path home) {
    assertThat(TerminalInput.history(home.toString())).contains(home.resolve(".asyncio4j_history"));
    assertThat(TerminalInput.history(home.resolve("none").toString())).isEmpty();
    assertThat(TerminalInput.history("?")).isEmpty();
  }

  @Test
  void namesOfTheLibraryAreNotAmbiguous() throws Exception {
    var namesakes =
        classesOfCore()
            .filter(name -> isPublic("org.asyncio4j." + name))
            .filter(
                name ->
                    Stream.of("java.lang.", "java.time.", "java.util.", "java.util.stream.")
                        .anyMatch(other -> isPublic(other + name)))
            .map(name -> "import org.asyncio4j.%s;".formatted(name));

    assertThat(Snippets.OURS).containsExactlyInAnyOrderElementsOf(namesakes.toList());
  }

  private static Stream<String> classesOfCore() throws Exception {
    var jar = PlainTypes.jarOfCore();
    try (var files = new java.util.zip.ZipFile(jar.toFile())) {
      return files.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.matches("org/asyncio4j/[A-Za-z]+\\.class"))
          .map(name -> name.substring("org/asyncio4j/".length(), name.length() - 6))
          .toList()
          .stream();
    }
  }

  private static boolean isPublic(String name) {
    try {
      Class<?> type = Class.forName(name, false, Asyncio.class.getClassLoader());
      return java.lang.reflect.Modifier.isPublic(type.getModifiers());
    } catch (ClassNotFoundException missing) {
      return false;
    }
  }
}
