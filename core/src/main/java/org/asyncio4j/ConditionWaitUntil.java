package org.asyncio4j;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** {@link Condition#awaitUntil}, one step at a time. */
final class ConditionWaitUntil implements Stepwise<@Nullable Void> {
  private final Condition condition;
  private final BooleanSupplier predicate;

  ConditionWaitUntil(Condition condition, BooleanSupplier predicate) {
    this.condition = condition;
    this.predicate = predicate;
  }

  @Override
  public Object send(@Nullable Object value) {
    return predicate.getAsBoolean() ? DONE : new ConditionWait(condition);
  }

  @Override
  public @Nullable Void result() {
    return null;
  }

  @Override
  public String toString() {
    return "wait for " + condition;
  }
}
