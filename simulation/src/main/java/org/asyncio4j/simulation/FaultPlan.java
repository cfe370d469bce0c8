package org.asyncio4j.simulation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.asyncio4j.FaultPoint;

/**
 * Says which {@link FaultPoint}s fire in a simulation. Points that it does not name either never
 * fire, or as {@link #BUGGIFY} has it.
 *
 * <p>Java only: after {@code BUGGIFY} of FoundationDB.
 */
public final class FaultPlan {

  /** What is said of one point. */
  sealed interface Rule {}

  /** It fires with a probability, whatever the program says. */
  record Probability(double value) implements Rule {}

  /** It fires the first time that it is come to, and never again. */
  record Once() implements Rule {}

  /** No point fires. */
  public static final FaultPlan NONE = new FaultPlan(0, Map.of());

  /**
   * In each run a quarter of the points is enabled, by the seed; these fire with the probability
   * that the program gives: so that each run is another bad day, and not all of them are the same
   * mixture.
   */
  public static final FaultPlan BUGGIFY = new FaultPlan(0.25, Map.of());

  private final double enabled;
  private final Map<String, Rule> rules;

  private FaultPlan(double enabled, Map<String, Rule> rules) {
    this.enabled = enabled;
    this.rules = rules;
  }

  /**
   * {@return a plan in which one point fires with a probability, and no other}
   *
   * @param point its name
   * @param probability from 0 to 1
   */
  public static FaultPlan of(String point, double probability) {
    return NONE.with(point, probability);
  }

  /**
   * {@return a plan in which one point fires the first time it is come to, and no other}
   *
   * @param point its name
   */
  public static FaultPlan once(String point) {
    return NONE.withOnce(point);
  }

  /**
   * {@return this plan, and a point fires with a probability}
   *
   * @param point its name
   * @param probability from 0 to 1; 0 is never
   * @throws IllegalArgumentException if {@code probability} is not between 0 and 1
   */
  public FaultPlan with(String point, double probability) {
    return with(point, new Probability(Checks.probability(probability, "probability")));
  }

  /**
   * {@return this plan, and a point fires the first time it is come to, and never again}
   *
   * @param point its name
   */
  public FaultPlan withOnce(String point) {
    return with(point, new Once());
  }

  /**
   * {@return this plan, and a point never fires}
   *
   * @param point its name
   */
  public FaultPlan withNever(String point) {
    return with(point, 0);
  }

  private FaultPlan with(String point, Rule rule) {
    Map<String, Rule> changed = new LinkedHashMap<>(rules);
    changed.put(Objects.requireNonNull(point, "point"), rule);
    return new FaultPlan(enabled, changed);
  }

  /** {@return with which probability a run enables a point that has no rule} */
  double enabled() {
    return enabled;
  }

  Map<String, Rule> rules() {
    return rules;
  }

  @Override
  public String toString() {
    return "FaultPlan[%s%s]".formatted(enabled > 0 ? "buggify, " : "", rules);
  }
}
