package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** What goes for all examples; what each of them prints is the other tests' affair. */
final class EveryExampleTest {

  /** {@return the files beside this module's POM and below, but for its tests} */
  private static List<Path> examples() throws IOException {
    try (var files = Files.walk(Path.of(""))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.startsWith("src") && !file.startsWith("target"))
          .sorted()
          .toList();
    }
  }

  private static List<Path> seeds() throws IOException {
    return examples().stream().filter(file -> file.startsWith("seeds")).toList();
  }

  private static Set<Path> tested() {
    return ReflectionSupport.findAllClassesInPackage(
            EveryExampleTest.class.getPackageName(), type -> true, name -> true)
        .stream()
        .flatMap(
            type ->
                AnnotationSupport.findAnnotatedMethods(
                    type, Example.class, HierarchyTraversalMode.TOP_DOWN)
                    .stream())
        .map(method -> Path.of(method.getAnnotation(Example.class).value()))
        .collect(Collectors.toSet());
  }

  private static String unixPath(Path file) {
    return file.toString().replace('\\', '/');
  }

  @Test
  void isRunByATest() throws IOException {
    assertThat(examples()).isNotEmpty().isSubsetOf(tested());
  }

  @Test
  void opensWithHowToRunIt() throws IOException {
    for (Path file : examples()) {
      assertThat(Files.readAllLines(file).getFirst())
          .matches(
              "// Run it: \\./asyncio4j run (--with \\S+ )*examples/%s( .*)?"
                  .formatted(Pattern.quote(unixPath(file))));
    }
  }

  @Test
  void takesItsLibrariesInTheVersionsThatItIsTestedWith() throws IOException {
    String pom = Files.readString(Path.of("../pom.xml"));

    for (Path file : examples()) {
      var library =
          Pattern.compile("--with (\\S+):(\\S+):(\\S+)")
              .matcher(Files.readAllLines(file).getFirst());
      while (library.find()) {
        assertThat(pom)
            .as(unixPath(file))
            .contains("<%s.version>%s</".formatted(library.group(2), library.group(3)));
      }
    }
  }

  @Test
  void saysWhatItShowsIfItIsASeed() throws IOException {
    for (Path file : seeds()) {
      assertThat(Files.readAllLines(file).get(1)).as(unixPath(file)).startsWith("// Shows: ");
    }
  }

  @Test
  void isListedInTheTableIfItIsASeed() throws IOException {
    String table = Files.readString(Path.of("seeds", "README.md"));

    for (Path file : seeds()) {
      assertThat(table).contains("(%s)".formatted(file.getFileName()));
    }
  }
}
