package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One Java listing of a document.
 *
 * @param document the Markdown file
 * @param line where it begins there
 * @param mark what follows the word java at its fence, or ""
 * @param code its lines
 * @param output the lines of the fenced block that comes next, if that is one of text
 */
record Listing(Path document, int line, String mark, String code, Optional<String> output) {
  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w*) ?([^\n]*)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private static final Pattern TEST_CLASS =
      Pattern.compile("^final class (\\w+)", Pattern.MULTILINE);

  /** {@return the Java listings of a document, in order} */
  static List<Listing> of(Path document) throws IOException {
    String text = Files.readString(document).replace("\r\n", "\n");
    var blocks = BLOCK.matcher(text).results().toList();
    var listings = new ArrayList<Listing>();
    for (int i = 0; i < blocks.size(); i++) {
      var block = blocks.get(i);
      if (!block.group(1).equals("java")) {
        continue;
      }
      var next = i + 1 < blocks.size() ? blocks.get(i + 1) : null;
      int line = (int) text.substring(0, block.start()).lines().count() + 1;
      listings.add(
          new Listing(
              document,
              line,
              block.group(2),
              block.group(3),
              next != null && next.group(1).equals("text")
                  ? Optional.of(next.group(3))
                  : Optional.empty()));
    }
    return listings;
  }

  /** {@return whether it is a whole file, that runs} */
  boolean isProgram() {
    return code.contains("void main()");
  }

  /** {@return whether it says that it is some statements out of a program} */
  boolean isFragment() {
    return mark.equals("fragment");
  }

  /** {@return whether it says that it is a class of tests for JUnit} */
  boolean isTest() {
    return mark.equals("test") || needsAgent();
  }

  /** {@return whether it says that its tests need the agent} */
  boolean needsAgent() {
    return mark.equals("agent-test");
  }

  /** {@return whether it says that threads of its own have to do with its loop} */
  boolean hasThreads() {
    return mark.equals("threads");
  }

  /** {@return whether it says that it does so on the loop engine only} */
  boolean needsLoopEngine() {
    return mark.equals("loop-engine");
  }

  Program compile() throws IOException {
    return Program.compile(write("Main", code));
  }

  /** Compiles it as the body of a method that may throw anything. */
  void compileAsFragment() throws IOException {
    String whole =
        "import static org.asyncio4j.Asyncio.*;\n"
            + "import org.asyncio4j.*;\nimport org.asyncio4j.net.*;\n"
            + "void main() throws Exception {\n%s}\n".formatted(code);
    Path source = write("Fragment", whole);
    assertThat(Compiler.compile(source, source.resolveSibling("classes"))).as(whole).isEmpty();
  }

  DocumentedTest compileAsTest() throws IOException {
    var name = TEST_CLASS.matcher(code);
    assertThat(name.find()).as("%s has a class", this).isTrue();
    return DocumentedTest.compile(write(name.group(1), code), name.group(1));
  }

  private Path write(String mainClass, String whole) throws IOException {
    String page = document.getFileName().toString().replace(".md", "");
    Path source = Path.of("target", "documented", page, "line" + line, mainClass + ".java");
    Files.createDirectories(source.getParent());
    return Files.writeString(source, whole);
  }

  @Override
  public String toString() {
    return "%s:%s".formatted(document, line);
  }
}
