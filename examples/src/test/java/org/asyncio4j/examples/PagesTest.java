package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What docs/concepts and docs/how-to show is true. A Java listing there is a program, which is run
 * and prints what the next block shows, if that is one of text; or it is marked {@code java
 * fragment}, and compiles as the body of a method; or {@code java test}, and is a class of tests
 * that JUnit runs, which pass, or fail as the next block of text says, or {@code java agent-test}
 * if these need the agent. Programs run in virtual time, those marked {@code java threads} in
 * hurried time; those marked {@code java loop-engine} only where that engine is.
 */
final class PagesTest {
  private static final Path CONCEPTS = Path.of("../docs/concepts");
  private static final Path HOW_TO = Path.of("../docs/how-to");
  private static final String ENGINE = "asyncio4j.engine";
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#\\s]+)[^)]*\\)");

  private static List<Path> pages(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  static List<Listing> listings() throws IOException {
    var listings = new ArrayList<Listing>();
    for (Path folder : List.of(CONCEPTS, HOW_TO)) {
      for (Path page : pages(folder)) {
        listings.addAll(Listing.of(page));
      }
    }
    return listings;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("listings")
  @Timeout(120)
  void listingDoesWhatItsPageSays(Listing listing) throws Exception {
    if (listing.isFragment()) {
      listing.compileAsFragment();
      return;
    }
    if (listing.isTest()) {
      DocumentedTest test = listing.compileAsTest();
      if (listing.needsAgent()) {
        test.runWithAgent(listing.output());
      } else {
        test.run(listing.output());
      }
      return;
    }
    assertThat(listing.isProgram())
        .as("%s has void main(), or is marked ```java fragment", listing)
        .isTrue();

    Program program = listing.compile();
    assumeTrue(!listing.needsLoopEngine() || !"handoff".equals(System.getProperty(ENGINE)));
    Ran ran = listing.hasThreads() ? program.runWith(HurriedTime.options()) : program.run();

    listing.output().ifPresent(output -> assertThat(ran.out()).isEqualTo(output));
  }

  @Test
  void everyConceptIsInTheIndex() throws IOException {
    String index = Files.readString(CONCEPTS.resolve("README.md"));

    for (Path page : pages(CONCEPTS)) {
      if (!page.endsWith("README.md")) {
        assertThat(index).contains("(%s)".formatted(page.getFileName()));
      }
    }
  }

  /** The pages at the top of the project, of docs and of the folders of programs. */
  static List<Path> allPages() throws IOException {
    var all = new ArrayList<Path>(pages(Path.of("..")));
    all.addAll(pages(Path.of("gallery")));
    try (var files = Files.walk(Path.of("../docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(all::add);
    }
    return all;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("allPages")
  void pageIsWholeAndItsLinksLeadToFiles(Path page) throws IOException {
    String text = Files.readString(page);

    assertThat(text).doesNotContainPattern("(?m)^(<{7}|={7}|>{7})( |$)"); // left by a merge
    for (var link : (Iterable<MatchResult>) LINK.matcher(text).results()::iterator) {
      assertThat(page.resolveSibling(link.group(1))).as("linked to by %s", page).exists();
    }
  }
}
