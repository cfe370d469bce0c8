package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The programs that the documents show are run as they stand there. */
final class DocumentedProgramsTest {
  private static final Pattern BLOCK = Pattern.compile("```(\\w*)\n(.*?)```", Pattern.DOTALL);

  private record Block(String language, String text) {
    boolean isProgram() {
      return language.equals("java") && text.contains("void main()");
    }
  }

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

  /** {@return the pages all of whose programs are run} */
  static Stream<Path> pages() throws IOException {
    var pages = new ArrayList<Path>();
    for (String kind : List.of("concepts", "how-to")) {
      Path directory = Path.of("../docs").resolve(kind);
      if (Files.isDirectory(directory)) {
        try (var files = Files.list(directory)) {
          files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
      }
    }
    return pages.stream();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void programsOfAPageRunAndPrintTheTextThatFollowsThem(Path page) throws Exception {
    List<Block> blocks = blocksOf(page);
    for (int i = 0; i < blocks.size(); i++) {
      if (blocks.get(i).isProgram()) {
        Ran ran = compiled(page, i, blocks.get(i).text).run();
        if (i + 1 < blocks.size() && blocks.get(i + 1).language.equals("text")) {
          assertThat(ran.out()).isEqualTo(blocks.get(i + 1).text);
        }
      }
    }
  }

  private static Program onlyProgramOf(Path document) throws Exception {
    List<Block> programs = blocksOf(document).stream().filter(Block::isProgram).toList();
    assertThat(programs).hasSize(1);
    return compiled(document, 1, programs.getFirst().text);
  }

  private static List<Block> blocksOf(Path document) throws IOException {
    return BLOCK
        .matcher(Files.readString(document))
        .results()
        .map(block -> new Block(block.group(1), block.group(2)))
        .toList();
  }

  private static Program compiled(Path document, int number, String program) throws IOException {
    String name = document.getFileName().toString().replaceAll("[^A-Za-z]", "_") + number;
    Path source = Path.of("target", "documented", name + ".java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, program);
    return Program.compile(source);
  }
}
