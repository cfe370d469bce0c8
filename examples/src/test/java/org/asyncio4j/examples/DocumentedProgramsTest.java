package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The programs that the documents show are run as they stand there. */
final class DocumentedProgramsTest {
  private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void readmesProgramTakesTwoSecondsNotThree() throws Exception {
    Ran ran = onlyProgramOf(Path.of("../README.md")).run();

    assertThat(ran.out()).isEqualTo("hello\nworld\n");
    assertThat(ran.took()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void pythonReadersProgramSharesTheQueue() throws Exception {
    Ran ran = onlyProgramOf(Path.of("../docs/python-to-java.md")).run();

    assertThat(ran.out())
        .isEqualTo(
            """
            ann slept 0.0
            bob slept 0.1
            ann slept 0.2
            bob slept 0.3
            ann slept 0.4
            bob slept 0.5
            """);
    assertThat(ran.took()).isEqualTo(Duration.ofMillis(900));
  }

  private static Program onlyProgramOf(Path document) throws Exception {
    List<String> programs =
        JAVA_BLOCK
            .matcher(Files.readString(document))
            .results()
            .map(block -> block.group(1))
            .filter(block -> block.contains("void main()"))
            .toList();
    assertThat(programs).hasSize(1);
    String name = document.getFileName().toString().replaceAll("[^A-Za-z]", "_");
    Path source = Path.of("target", "documented", name + ".java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, programs.getFirst());
    return Program.compile(source);
  }
}
