package org.asyncio4j.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A schedule, as its differences from asyncio's: which decisions take another than the first, and
 * who is cancelled.
 *
 * <p>As text: {@code fifo:7=2,cancel@5}. Decisions are counted from 1, and only where more than one
 * thing is ready.
 *
 * @param deviations decision to index; never to index 0
 * @param cancellation who is cancelled
 */
record Plan(SortedMap<Integer, Integer> deviations, Optional<Cancellation> cancellation) {
  static final Plan FIFO = new Plan(new TreeMap<>(), Optional.empty());

  private static final Pattern WHOLE = Pattern.compile("fifo(?::(\\S+))?");
  private static final Pattern DEVIATION = Pattern.compile("([1-9]\\d{0,8})=([1-9]\\d{0,8})");
  private static final Pattern CANCELLATION =
      Pattern.compile("(cancel|cancel-ready)@([1-9]\\d{0,8})");

  /**
   * A cancellation.
   *
   * @param moment when in its wait
   * @param point which wait; they are counted from 1, over all tasks
   */
  record Cancellation(Moment moment, int point) {
    @Override
    public String toString() {
      return moment.text + "@" + point;
    }
  }

  /** When in its wait a task is cancelled. */
  enum Moment {
    /** It has just begun to wait. */
    BEGINS("cancel"),
    /** It is about to go on: what it waited for is there. Or to start. */
    READY("cancel-ready");

    private final String text;

    Moment(String text) {
      this.text = text;
    }
  }

  /** Of the choices of a run. */
  static Plan of(Decisions decisions, Optional<Cancellation> cancellation) {
    var deviations = new TreeMap<Integer, Integer>();
    int count = decisions.count(); // once: it may grow meanwhile
    for (int i = 0; i < count; i++) {
      if (decisions.picked(i) > 0) {
        deviations.put(i + 1, decisions.picked(i));
      }
    }
    return new Plan(deviations, cancellation);
  }

  /**
   * {@return what a text says}
   *
   * @throws IllegalArgumentException if it says nothing
   */
  static Plan parse(String text) {
    Matcher whole = WHOLE.matcher(Objects.requireNonNull(text, "schedule").strip());
    if (!whole.matches()) {
      throw malformed(text, text);
    }
    var deviations = new TreeMap<Integer, Integer>();
    var cancellations = new ArrayList<Cancellation>();
    String[] items = whole.group(1) == null ? new String[0] : whole.group(1).split(",", -1);
    for (String item : items) {
      Matcher deviation = DEVIATION.matcher(item);
      Matcher cancellation = CANCELLATION.matcher(item);
      if (deviation.matches()) {
        Integer decision = Integer.valueOf(deviation.group(1));
        if (deviations.put(decision, Integer.valueOf(deviation.group(2))) != null) {
          throw malformed(text, item);
        }
      } else if (cancellation.matches() && cancellations.isEmpty()) {
        Moment moment =
            cancellation.group(1).equals(Moment.BEGINS.text) ? Moment.BEGINS : Moment.READY;
        cancellations.add(new Cancellation(moment, Integer.parseInt(cancellation.group(2))));
      } else {
        throw malformed(text, item);
      }
    }
    return new Plan(deviations, cancellations.stream().findFirst());
  }

  private static IllegalArgumentException malformed(String text, String part) {
    return new IllegalArgumentException(
        "schedule '%s' is malformed at '%s': expected something like 'fifo:7=2,12=1,cancel@5'"
            .formatted(text, part));
  }

  /** {@return the index that a decision takes} */
  int pick(int decision) {
    return deviations.getOrDefault(decision, 0);
  }

  Plan withDeviations(List<Map.Entry<Integer, Integer>> chosen) {
    var kept = new TreeMap<Integer, Integer>();
    chosen.forEach(deviation -> kept.put(deviation.getKey(), deviation.getValue()));
    return new Plan(kept, cancellation);
  }

  Plan withCancellation(Optional<Cancellation> other) {
    return new Plan(deviations, other);
  }

  @Override
  public String toString() {
    List<String> items =
        Stream.concat(
                deviations.entrySet().stream().map(d -> d.getKey() + "=" + d.getValue()),
                cancellation.stream().map(Cancellation::toString))
            .toList();
    return items.isEmpty() ? "fifo" : "fifo:" + String.join(",", items);
  }
}
