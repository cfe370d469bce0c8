package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** Keeps {@code docs/python-to-java.md} complete and true. */
@DisabledIfSystemProperty(
    named = "asyncio4j.engine",
    matches = "handoff",
    disabledReason = "no engine runs here: once is enough")
final class PythonToJavaTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final String TESTING = "testing/src/main/java/org/asyncio4j/testing";
  private static final Pattern NONE = Pattern.compile("none: \\S.*");
  private static final Pattern JAVA_NAMES = Pattern.compile("`[\\w.]+`(, `[\\w.]+`)*");
  private static final Pattern COMMAND = Pattern.compile("`\\./(asyncio4j \\w+( [A-Z]+)?)`");
  private static final Pattern JAVA_MEMBER_IN_NOTE = Pattern.compile("`([A-Z]\\w*\\.\\w+)`");

  private final List<NameTables.Row> asyncio =
      NameTables.read(DOCS.resolve("reference").resolve("asyncio-api.md"));
  private final List<NameTables.Row> table = NameTables.read(DOCS.resolve("python-to-java.md"));

  PythonToJavaTest() throws IOException {}

  private static Map<String, Set<String>> namesBySection(List<NameTables.Row> rows) {
    var names = new LinkedHashMap<String, Set<String>>();
    for (var row : rows) {
      names.computeIfAbsent(row.section(), _ -> new LinkedHashSet<>()).addAll(row.names());
    }
    return names;
  }

  @Test
  void sheetIsReadAsItIsMeant() {
    var names = namesBySection(asyncio);

    assertThat(names.keySet()).hasSize(13);
    assertThat(names.values().stream().mapToInt(Set::size).sum()).isGreaterThan(300);
    assertThat(names.get("1.1")).contains("run", "Runner.get_loop", "python -m asyncio ps PID");
    assertThat(names.get("1.2"))
        .contains("Task.remove_done_callback", "Timeout.expired", "_swap_current_task");
    assertThat(names.get("1.3")).contains("Future", "Future.set_exception", "Future.cancelled");
    assertThat(names.get("1.4")).contains("Condition.notify_all", "Barrier.n_waiting");
    assertThat(names.get("1.7")).contains("subprocess.DEVNULL", "child watchers");
    assertThat(names.get("1.12")).contains("nullcontext", "inspect.isawaitable", "anext");
    assertThat(names.get("1.13")).contains("slow callbacks");
  }

  @Test
  void everyNameOfAsyncioIsInItsSectionOfTheTable() {
    var listed = namesBySection(table);

    namesBySection(asyncio)
        .forEach(
            (section, names) ->
                assertThat(names)
                    .as("names that are missing in section %s", section)
                    .filteredOn(name -> !listed.get(section).contains(name))
                    .filteredOn(name -> !listed.get(section).contains("loop." + name))
                    .isEmpty());
    assertThat(listed.keySet()).containsExactlyElementsOf(namesBySection(asyncio).keySet());
  }

  @Test
  void everyRowGivesJavaNamesOrAReason() {
    assertThat(rowsWithJava())
        .allSatisfy(
            row ->
                assertThat(java(row))
                    .as("Java name of %s", row.names())
                    .satisfiesAnyOf(
                        java -> assertThat(java).matches(NONE),
                        java -> assertThat(java).matches(COMMAND),
                        java -> assertThat(java).matches(JAVA_NAMES)));
  }

  private List<NameTables.Row> rowsWithJava() {
    return table.stream().filter(row -> !row.cells().isEmpty()).toList();
  }

  private static String java(NameTables.Row row) {
    return row.cells().getFirst();
  }

  @Test
  void everyJavaNameIsThere() {
    var names =
        rowsWithJava().stream()
            .map(PythonToJavaTest::java)
            .filter(java -> JAVA_NAMES.matcher(java).matches())
            .flatMap(java -> Arrays.stream(java.replace("`", "").split(", ")));

    assertThat(names).filteredOn(name -> !exists(name) && !isElsewhere(name)).isEmpty();
  }

  /** Whether another module has a source of it, which says so; this module cannot load it. */
  private static boolean isElsewhere(String name) {
    return Stream.of("net/src/main/java/org/asyncio4j/net", TESTING, TESTING + "/junit")
        .anyMatch(folder -> isIn(Path.of("..").resolve(folder), name));
  }

  private static boolean isIn(Path folder, String name) {
    String[] parts = name.split("\\.", 2);
    try {
      Path source = folder.resolve(parts[0] + ".java");
      if (!Files.exists(source) || parts.length == 1) {
        return Files.exists(source);
      }
      String text = Files.readString(source);
      return text.contains(" " + parts[1] + "(") || text.contains(" " + parts[1] + " =");
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Test
  void everyCommandIsInTheLaunchersHelp() throws IOException {
    var help = Files.readAllLines(Path.of("..", "asyncio4j")).stream().map(String::strip).toList();
    var commands =
        rowsWithJava().stream()
            .map(row -> COMMAND.matcher(java(row)))
            .filter(Matcher::matches)
            .map(command -> command.group(1))
            .toList();

    assertThat(commands).isNotEmpty();
    assertThat(help).containsAll(commands);
  }

  @Test
  void everyJavaMemberInTheNotesIsThere() {
    var names =
        rowsWithJava().stream()
            .flatMap(row -> JAVA_MEMBER_IN_NOTE.matcher(row.cells().getLast()).results())
            .map(match -> match.group(1));

    assertThat(names).filteredOn(name -> !exists(name) && !isElsewhere(name)).isEmpty();
  }

  /** Whether it is a public class, or a public member of one. */
  private static boolean exists(String name) {
    if (publicClass(name).isPresent()) {
      return true;
    }
    int dot = name.lastIndexOf('.');
    return dot > 0
        && publicClass(name.substring(0, dot))
            .filter(type -> hasMember(type, name.substring(dot + 1)))
            .isPresent();
  }

  private static boolean hasMember(Class<?> type, String name) {
    return Stream.<Member>concat(Arrays.stream(type.getMethods()), Arrays.stream(type.getFields()))
        .anyMatch(member -> member.getName().equals(name));
  }

  private static Optional<Class<?>> publicClass(String name) {
    String nested = name.replaceAll("(?<=[A-Z]\\w{0,99})\\.", "\\$");
    return Stream.of("org.asyncio4j." + nested, nested)
        .flatMap(PythonToJavaTest::load)
        .filter(type -> Modifier.isPublic(type.getModifiers()))
        .findFirst();
  }

  private static Stream<Class<?>> load(String binaryName) {
    try {
      return Stream.of(Class.forName(binaryName));
    } catch (ClassNotFoundException missing) {
      return Stream.of();
    }
  }
}
