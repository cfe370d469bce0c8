package org.asyncio4j;

/**
 * A named point of a program where a simulation may make something go wrong: {@code if
 * (FaultPoint.fires("commit-before-ship")) {…}}.
 *
 * <p>Production code may contain it: outside a simulation it never fires, and costs one look at a
 * field. What is rare on a good day, and so hardly ever tested, is worth one: a delay, a crash
 * between two steps, a small buffer, a retry.
 *
 * <p>Java only: after {@code BUGGIFY} of FoundationDB.
 */
public final class FaultPoint {

  /** Decides which points fire; a simulation's own. */
  @FunctionalInterface
  public interface Plan {

    /**
     * {@return whether the point fires this time}
     *
     * @param name of the point
     * @param probability what the program thinks right, from 0 to 1; the plan has the last word
     */
    boolean fires(String name, double probability);
  }

  private static final double USUAL_PROBABILITY = 0.25;
  private static final Plan NEVER = (_, _) -> false;
  private static final ContextVar<Plan> PLAN = new ContextVar<>("fault plan", NEVER);

  // Plain: whoever is in a context with a plan comes after the call that has put it there.
  private static boolean used;

  private FaultPoint() {}

  /**
   * {@return whether something shall go wrong here and now} In a simulation that lets the point
   * fire at all, it does so with a probability of 0.25.
   *
   * @param name of the point; the same name is the same point
   */
  public static boolean fires(String name) {
    return fires(name, USUAL_PROBABILITY);
  }

  /**
   * As {@link #fires(String)}, with another probability.
   *
   * @param name of the point
   * @param probability how often, from 0 to 1, in a simulation that lets the point fire at all
   * @return whether something shall go wrong here and now
   * @throws IllegalArgumentException if {@code probability} is not between 0 and 1
   */
  public static boolean fires(String name, double probability) {
    return used && decide(name, probability);
  }

  private static boolean decide(String name, double probability) {
    Arguments.required(name, "name");
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "probability of %s must be in 0..1, got %s".formatted(name, probability));
    }
    return PLAN.get().fires(name, probability);
  }

  /**
   * Has a plan decide for code in the current context, and for what inherits it.
   *
   * @param plan decides
   * @return brings the former one back, at the end of a {@code try} block for one
   */
  public static ContextVar.Token<Plan> use(Plan plan) {
    Arguments.required(plan, "plan");
    used = true;
    return PLAN.set(plan);
  }
}
