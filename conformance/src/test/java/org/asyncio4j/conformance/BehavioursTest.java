package org.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BehavioursTest {

  private static final String DOCUMENT =
      """
      1. First sentence.
         *[D]*
      2. Second sentence.
         *[D]*
      3. Third sentence.
         *[D]*

      | sentence | how much | what takes its place |
      | --- | --- | --- |
      | 2 | whole | another thing |
      | 3 | part | a thing beside it |
      """;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path checkout;

  private int behaviour(String... arguments) {
    return Behaviours.run(checkout, List.of(arguments), print(out), print(err));
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private void write(String file, String text) throws IOException {
    Path path = checkout.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  /** A checkout with one class of tests. */
  private void checkoutWith(String members) throws IOException {
    write("docs/behaviour.md", DOCUMENT);
    write("core/pom.xml", "<project/>");
    write("core/src/test/java/ATest.java", "final class ATest {\n" + members + "\n}\n");
  }

  @Test
  void everySentenceHasATestOrIsReplaced() throws Exception {
    Behaviours found = Behaviours.of(Path.of(".."));

    assertThat(found.missing()).isEmpty();
    assertThat(found.wrong()).isEmpty();
  }

  @Test
  void nothingMissingGivesStatusZero() throws Exception {
    checkoutWith(
        """
        @Test @Behaviour(1) void one() {}
        @ParameterizedTest @Behaviour({3, 1}) void two(int any) { for (;;) {} }
        """);

    assertThat(behaviour()).isZero();
    assertThat(out())
        .isEqualTo("behaviour: 3 sentences, 2 covered, 1 replaced, 0 missing%n".formatted());
  }

  @Test
  void missingSentenceIsPrintedAndGivesStatusOne() throws Exception {
    checkoutWith("@Test @Behaviour(1) void one() {}");

    assertThat(behaviour()).isOne();
    assertThat(out())
        .isEqualTo(
            """
            missing: 3. Third sentence.
            behaviour: 3 sentences, 1 covered, 1 replaced, 1 missing
            """);
  }

  @Test
  void testThatDoesNotRunEverywhereDoesNotCount() throws Exception {
    checkoutWith(
        """
        @Test @Behaviour(1) void assuming() { if (true) { assumeTrue(loopEngine()); } }
        @Test @Disabled @Behaviour(1) void disabled() {}
        @Test @EnabledIf("loop") @Behaviour(1) void enabled() {}
        @Behaviour(1) void noTest() {}
        @Nested final class Inner {
          @BeforeEach void before() { Assumptions.assumeFalse(handoff()); }
          @Test @Behaviour(3) void inner() {}
        }
        """);

    assertThat(behaviour()).isOne();
    assertThat(out())
        .contains("not on both engines: ATest.assuming")
        .contains("not on both engines: ATest.disabled")
        .contains("not on both engines: ATest.enabled")
        .contains("not on both engines: ATest.noTest")
        .contains("not on both engines: Inner.inner")
        .endsWith("behaviour: 3 sentences, 0 covered, 1 replaced, 2 missing%n".formatted());
  }

  @Test
  void moduleThatTestsOneEngineDoesNotCount() throws Exception {
    checkoutWith("@Test @Behaviour({1, 3}) void all() {}");
    write("core/pom.xml", "<properties><skipHandoff>true</skipHandoff></properties>");

    assertThat(behaviour()).isOne();
    assertThat(out()).contains("0 covered");
  }

  @Test
  void moduleWhoseTestsAnotherOneRunsOnTheOtherEngineCounts() throws Exception {
    checkoutWith("@Test @Behaviour({1, 3}) void all() {}");
    write("core/pom.xml", "<properties><skipHandoff>true</skipHandoff></properties>");
    write("handoff/pom.xml", "<core>${project.basedir}/../core</core>");

    assertThat(behaviour()).isZero();
  }

  @Test
  void sentenceThatThereIsNotGivesStatusOne() throws Exception {
    checkoutWith("@Test @Behaviour({1, 3, 4}) void all() {}");

    assertThat(behaviour()).isOne();
    assertThat(out()).startsWith("wrong: no sentence 4, named by ATest.all");
  }

  @Test
  void sentenceIsShownWithItsTests() throws Exception {
    checkoutWith("@Test @Behaviour({2, 3}) void both() {}");

    assertThat(behaviour("3", "2", "1")).isZero();
    assertThat(out())
        .isEqualTo(
            """
            3. Third sentence.
                ATest.both
                replaced in part: see docs/behaviour.md
            2. Second sentence.
                ATest.both
                replaced in whole: see docs/behaviour.md
            1. First sentence.
            """);
  }

  @Test
  void numberOfNoSentenceGivesStatusTwo() throws Exception {
    checkoutWith("");

    assertThat(behaviour("4")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8).strip())
        .isEqualTo("behaviour: expected the number of a sentence, 1 to 3, got 4; see --help");
  }

  @Test
  void missingDocumentGivesStatusTwo() {
    assertThat(behaviour()).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("behaviour: cannot read ");
  }

  @Test
  void helpIsPrintedWithStatusZero() {
    assertThat(behaviour("--help")).isZero();
    assertThat(out()).startsWith("Usage: conformance/behaviour [N...]");
  }

  @Test
  void documentThatContradictsItselfIsRefused() {
    assertThatThrownBy(() -> Sentences.parse("1. One.\n3. Three.\n"))
        .hasMessage("sentence 3 stands after sentence 1");
    assertThatThrownBy(() -> Sentences.parse("1. One.\n| 2 | whole | x |\n"))
        .hasMessage("no sentence 2 to replace");
    assertThatThrownBy(() -> Sentences.parse("1. One.\n| 1 | half | x |\n"))
        .hasMessage("sentence 1 is replaced in 'half', expected whole or part");
    assertThatThrownBy(() -> Sentences.parse("1. One.\n| 1 | part | x |\n| 1 | whole | y |\n"))
        .hasMessage("sentence 1 is replaced twice");
  }
}
