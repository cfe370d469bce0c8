package org.asyncio4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the Python names in the tables of a Markdown file, section by section.
 *
 * <p>A cell holds them as code, in a shorthand: {@code Task.done/result} are two methods of a task,
 * and {@code .cancel()} one of the class named last. A cell that does not begin with code is one
 * name, whatever it says.
 */
final class NameTables {

  /** One row: the names in its first cell, and its other cells. */
  record Row(String section, List<String> names, List<String> cells) {}

  private static final Pattern HEADING = Pattern.compile("##+ (1\\.\\d+) .*");
  private static final Pattern CODE = Pattern.compile("`([^`]*)`");
  private static final Pattern ARGUMENTS = Pattern.compile("\\([^()]*\\)");

  private final List<Row> rows = new ArrayList<>();
  private String section = "";

  // What a name that is only a member belongs to.
  private @Nullable String owner;
  private String classNamedLast = "";

  private NameTables() {}

  static List<Row> read(Path file) throws IOException {
    var tables = new NameTables();
    var lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      boolean isHeader = i + 1 < lines.size() && isRule(lines.get(i + 1));
      if (!isHeader && !isRule(lines.get(i))) {
        tables.line(lines.get(i));
      }
    }
    return tables.rows;
  }

  private static boolean isRule(String line) {
    return line.matches("\\| ?---.*");
  }

  private void line(String line) {
    var heading = HEADING.matcher(line);
    if (heading.matches()) {
      section = heading.group(1);
    } else if (!section.isEmpty() && line.startsWith("|")) {
      var cells = List.of(line.substring(1).split("\\|")).stream().map(String::strip).toList();
      owner = null;
      rows.add(new Row(section, namesOfCell(cells.getFirst()), cells.subList(1, cells.size())));
    } else if (!section.isEmpty() && !line.isBlank()) {
      rows.add(new Row(section, namesOfProse(line), List.of()));
    }
  }

  private List<String> namesOfCell(String cell) {
    if (!cell.startsWith("`")) {
      return List.of(cell);
    }
    var names = new ArrayList<String>();
    CODE.matcher(cell).results().forEach(code -> names.addAll(namesOfCode(code.group(1))));
    return names;
  }

  private List<String> namesOfProse(String line) {
    var names = new ArrayList<String>();
    CODE.matcher(line)
        .results()
        .forEach(
            code -> {
              owner = null;
              names.addAll(namesOfCode(code.group(1)));
            });
    return names;
  }

  private List<String> namesOfCode(String code) {
    String bare = code;
    while (ARGUMENTS.matcher(bare).find()) {
      bare = ARGUMENTS.matcher(bare).replaceAll("");
    }
    if (bare.contains(" ") && !bare.contains(",")) {
      return List.of(bare); // words
    }
    var names = new ArrayList<String>();
    for (String name : bare.split("[/,]", -1)) {
      names.add(qualified(name.strip(), names.isEmpty()));
    }
    return names;
  }

  private String qualified(String name, boolean isFirst) {
    int dot = name.lastIndexOf('.');
    if (dot == 0) {
      return classNamedLast + name;
    }
    if (dot > 0) {
      owner = name.substring(0, dot);
      return name;
    }
    boolean isClass = Character.isUpperCase(name.charAt(0));
    if (owner != null && !(isFirst && isClass)) {
      return owner + "." + name;
    }
    if (isClass) {
      classNamedLast = name;
    }
    return name;
  }
}
