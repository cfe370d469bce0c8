package org.asyncio4j.benchmarks.compare;

import java.util.OptionalDouble;

/**
 * What is wanted of one of ours against another, on one workload.
 *
 * @param workload the workload
 * @param ours the contestant of ours that it is about
 * @param other whom it is compared with
 * @param rule how the two are compared
 * @param limit the bound of the rule
 */
record Goal(Workload workload, String ours, String other, Rule rule, double limit) {

  /** How two figures are compared. */
  enum Rule {
    /** The other's figure is at least so many times ours. */
    TIMES_AS_FAST,
    /** Ours is at most so many times the other's. */
    AT_MOST_TIMES,
    /** Ours is at most so much more than the other's. */
    AT_MOST_MORE,
    /**
     * 99 percent of ours are answered within at most so many times what 99 percent of theirs need.
     */
    AS_SOON,
    /** Ours is at most this, whatever the others have. */
    AT_MOST,
    /** Nothing is wanted; how many times the other's figure ours is shall be seen. */
    SHOWN
  }

  /** What became of a goal. */
  enum Outcome {
    MET("met"),
    MISSED("missed"),
    /** There is nothing to meet. */
    NONE(""),
    /** One of the two has no figure. */
    UNKNOWN("not measured");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** {@return the figure that the rule is about, if both were measured} */
  OptionalDouble measured(Results results) {
    return switch (rule) {
      case TIMES_AS_FAST ->
          workload.unit().moreIsBetter()
              ? results.ratio(ours, other, workload)
              : results.ratio(other, ours, workload);
      case AS_SOON -> latencies(results);
      case AT_MOST ->
          results
              .values(ours, workload)
              .map(statistics -> OptionalDouble.of(statistics.median()))
              .orElse(OptionalDouble.empty());
      case AT_MOST_TIMES, SHOWN -> results.ratio(ours, other, workload);
      case AT_MOST_MORE -> difference(results);
    };
  }

  private OptionalDouble latencies(Results results) {
    var one = results.nearlyAll(ours, workload);
    var two = results.nearlyAll(other, workload);
    return one.isPresent() && two.isPresent()
        ? OptionalDouble.of(one.get().median() / two.get().median())
        : OptionalDouble.empty();
  }

  private OptionalDouble difference(Results results) {
    var one = results.values(ours, workload);
    var two = results.values(other, workload);
    return one.isPresent() && two.isPresent()
        ? OptionalDouble.of(one.get().median() - two.get().median())
        : OptionalDouble.empty();
  }

  Outcome outcome(Results results) {
    OptionalDouble measured = measured(results);
    if (measured.isEmpty()) {
      return Outcome.UNKNOWN;
    }
    double figure = measured.getAsDouble();
    return switch (rule) {
      case TIMES_AS_FAST -> figure >= limit ? Outcome.MET : Outcome.MISSED;
      case AT_MOST_TIMES, AT_MOST_MORE, AS_SOON, AT_MOST ->
          figure <= limit ? Outcome.MET : Outcome.MISSED;
      case SHOWN -> Outcome.NONE;
    };
  }

  /** {@return the rule and its bound, in words} */
  String wanted() {
    return switch (rule) {
      case TIMES_AS_FAST -> "≥ " + Figures.number(limit) + "× as fast";
      case AT_MOST_TIMES ->
          "≤ %s× the %s".formatted(Figures.number(limit), memory() ? "memory" : "time");
      case AT_MOST_MORE -> "≤ " + Figures.number(limit) + " " + workload.unit().symbol() + " more";
      case AS_SOON -> "≤ %s× the p99".formatted(Figures.number(limit));
      case AT_MOST -> "≤ " + Figures.number(limit) + " " + workload.unit().symbol();
      case SHOWN -> "–";
    };
  }

  /** {@return a figure that was measured, as {@link #wanted} says it} */
  String text(double figure) {
    return switch (rule) {
      case TIMES_AS_FAST -> Figures.ratio(figure) + " as fast";
      case AT_MOST_TIMES, SHOWN ->
          "%s the %s".formatted(Figures.ratio(figure), memory() ? "memory" : "time");
      case AS_SOON -> "%s the p99".formatted(Figures.ratio(figure));
      case AT_MOST -> Figures.value(figure) + " " + workload.unit().symbol();
      case AT_MOST_MORE ->
          "%s %s more".formatted(Figures.number(Math.rint(figure)), workload.unit().symbol());
    };
  }

  /** {@return whether two are compared} */
  boolean hasOther() {
    return rule != Rule.AT_MOST;
  }

  private boolean memory() {
    return workload.unit() == Unit.BYTES;
  }
}
