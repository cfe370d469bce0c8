package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The programs of docs/concepts/context.md print what stands below them. */
final class ContextPageTest {
  private static final Path PAGE = Path.of("../docs/concepts/context.md");
  private static final Pattern PROGRAM_AND_OUTPUT =
      Pattern.compile("```java\n(.*?)```\n\n```\n(.*?)```", Pattern.DOTALL);

  @Test
  void programsPrintWhatThePageSays() throws Exception {
    var programs = PROGRAM_AND_OUTPUT.matcher(Files.readString(PAGE)).results().toList();

    assertThat(programs).hasSize(3);
    for (int i = 0; i < programs.size(); i++) {
      MatchResult program = programs.get(i);
      Path source = Path.of("target", "documented", "context_" + (char) ('a' + i) + ".java");
      Files.createDirectories(source.getParent());
      Files.writeString(source, program.group(1));

      assertThat(Program.compile(source).run().out()).isEqualTo(program.group(2));
    }
  }
}
