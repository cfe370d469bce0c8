package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/** A loop of {@link Steps} in execution: delegates to a block for each round. */
final class StepLoop implements Stepwise<@Nullable Object> {

  /** Makes the rounds. */
  @FunctionalInterface
  interface Rounds {

    /** {@return the next round, or null if there is none} */
    @Nullable StepBlock next() throws Exception;
  }

  private final Rounds rounds;
  private @Nullable Object result;

  StepLoop(Rounds rounds) {
    this.rounds = rounds;
  }

  @Override
  public Object send(@Nullable Object roundsResult) throws Exception {
    if (roundsResult == StepBlock.Exit.BREAK) {
      return DONE;
    }
    if (roundsResult instanceof StepBlock.Exit) {
      result = roundsResult; // for those around it
      return DONE;
    }
    StepBlock round = rounds.next();
    return round == null ? DONE : round;
  }

  @Override
  public @Nullable Object result() {
    return result;
  }
}
