package org.asyncio4j.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A module with one guard removed: which piece of which source file is replaced by what, and the test
 * that must then fail.
 *
 * <p>It is made from the module's own source, so it cannot grow old; if the piece is not there exactly
 * once, that is an error.
 *
 * @param name the name of its file
 * @param set what is broken together, because neither disturbs the other's test; 0 for alone
 * @param module core, or another one, whose sources and tests these are
 * @param file the source file, below {@code org/asyncio4j}
 * @param test the name of the test, below {@code org.asyncio4j}; one that ends with Test is JUnit's,
 *     in the module
 * @param piece what is replaced
 * @param instead by what
 */
record Twin(
    String name, int set, String module, String file, String test, String piece, String instead) {

  static List<Twin> all(Path directory) throws IOException {
    var twins = new ArrayList<Twin>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        twins.add(read(file));
      }
    }
    return twins;
  }

  private static Twin read(Path path) throws IOException {
    String text = Files.readString(path);
    int begin = text.indexOf("<<<<\n");
    int middle = text.indexOf("====\n");
    int end = text.indexOf(">>>>\n");
    if (begin < 0 || middle < begin || end < middle) {
      throw new IllegalArgumentException(path + ": expected <<<<, ==== and >>>>, each on a line");
    }
    Map<String, String> head = new TreeMap<>();
    for (String line : text.substring(0, begin).lines().toList()) {
      String[] words = line.split(":\\s*", 2);
      if (!line.startsWith("#") && words.length == 2) {
        head.put(words[0], words[1]);
      }
    }
    return new Twin(
        path.getFileName().toString().replace(".twin", ""),
        Integer.parseInt(head.getOrDefault("set", "0")),
        head.getOrDefault("module", "core"),
        required(head, "file", path),
        required(head, "test", path),
        text.substring(begin + 5, middle),
        text.substring(middle + 5, end));
  }

  private static String required(Map<String, String> head, String key, Path path) {
    String value = head.get(key);
    if (value == null) {
      throw new IllegalArgumentException("%s: expected a line '%s: …'".formatted(path, key));
    }
    return value;
  }

  boolean isPlain() {
    return test.endsWith("Test");
  }

  /** {@return the source without the guard} */
  String remove(String source) {
    int at = source.indexOf(piece);
    if (at < 0 || source.indexOf(piece, at + 1) >= 0) {
      throw new IllegalStateException(
          "twin %s: expected its piece once in %s; has the source changed?".formatted(name, file));
    }
    return source.substring(0, at) + instead + source.substring(at + piece.length());
  }
}
