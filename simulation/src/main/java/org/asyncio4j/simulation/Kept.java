package org.asyncio4j.simulation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which of the deviations that a seed draws happen: all of some kinds, and some by name. All others
 * are drawn, and ignored.
 *
 * <p>As text: {@code order,cut@1,lost@ann/bob@14}, or {@code quiet} for none.
 *
 * @param kinds of which all happen
 * @param ids that happen besides
 */
record Kept(Set<Deviation.Kind> kinds, Set<String> ids) {
  static final Kept ALL = new Kept(EnumSet.allOf(Deviation.Kind.class), Set.of());

  private static final String NONE = "quiet";
  private static final Pattern ID = Pattern.compile("[a-z]+(@[^@,\\s]+)?@[1-9]\\d*");

  static Kept only(Collection<String> ids) {
    return new Kept(EnumSet.noneOf(Deviation.Kind.class), new LinkedHashSet<>(ids));
  }

  Kept without(Deviation.Kind kind) {
    Set<Deviation.Kind> fewer = EnumSet.copyOf(kinds);
    fewer.remove(kind);
    return new Kept(fewer, ids);
  }

  boolean keeps(Deviation.Kind kind, String id) {
    return kinds.contains(kind) || ids.contains(id);
  }

  /**
   * {@return what a text says}
   *
   * @throws IllegalArgumentException if it says nothing
   */
  static Kept parse(String text) {
    Set<Deviation.Kind> kinds = EnumSet.noneOf(Deviation.Kind.class);
    Set<String> ids = new LinkedHashSet<>();
    if (text.equals(NONE)) {
      return new Kept(kinds, ids);
    }
    for (String item : text.split(",", -1)) {
      Deviation.Kind kind =
          Stream.of(Deviation.Kind.values())
              .filter(candidate -> candidate.word().equals(item.split("@", 2)[0]))
              .findFirst()
              .orElseThrow(() -> malformed(text, item));
      if (item.equals(kind.word())) {
        kinds.add(kind);
      } else if (ID.matcher(item).matches()) {
        ids.add(item);
      } else {
        throw malformed(text, item);
      }
    }
    return new Kept(kinds, ids);
  }

  private static IllegalArgumentException malformed(String text, String item) {
    return new IllegalArgumentException(
        "deviations '%s' are malformed at '%s': expected 'quiet' or something like"
                .formatted(text, item)
            + " 'order,cut@1,lost@ann/bob@14'");
  }

  @Override
  public String toString() {
    List<String> items = new ArrayList<>();
    kinds.forEach(kind -> items.add(kind.word()));
    items.addAll(ids);
    return items.isEmpty() ? NONE : String.join(",", items);
  }
}
