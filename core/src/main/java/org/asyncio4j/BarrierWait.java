package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/** {@link Barrier#await}, one step at a time. */
final class BarrierWait implements Stepwise<Integer> {

  /*
   *   NEW --send--> LOCKING --locked--> ENTERING --there is room--> PASSING --others came--> the end
   *   Whatever throws after that releases the lock; from PASSING on, the place is given up, too.
   */
  private enum State {
    NEW,
    LOCKING,
    ENTERING,
    PASSING
  }

  private final Barrier barrier;
  private State state = State.NEW;
  private int index;

  BarrierWait(Barrier barrier) {
    this.barrier = barrier;
  }

  /** Enough have come, and this is one of them. */
  void passesAs(int number) {
    index = number;
  }

  @Override
  public Object send(@Nullable Object value) {
    switch (state) {
      case NEW -> {
        state = State.LOCKING;
        return barrier.changed().lockAgain();
      }
      case LOCKING -> {
        state = State.ENTERING;
        return new ConditionWaitUntil(barrier.changed(), barrier::hasRoom);
      }
      case ENTERING -> {
        try {
          barrier.enter(this);
        } catch (BrokenBarrierException broken) {
          barrier.changed().release();
          throw broken;
        }
        state = State.PASSING;
        if (!barrier.passesWithLast()) {
          return new ConditionWaitUntil(barrier.changed(), barrier::othersCame);
        }
      }
      case PASSING -> {
        try {
          barrier.checkPassing();
        } catch (BrokenBarrierException broken) {
          leave();
          throw broken;
        }
      }
    }
    leave();
    return DONE;
  }

  @Override
  public Object throwInto(Throwable thrown) throws Throwable {
    if (state == State.ENTERING) {
      barrier.changed().release();
    } else if (state == State.PASSING) {
      leave();
    }
    throw thrown;
  }

  private void leave() {
    try {
      barrier.leave(this);
    } finally {
      barrier.changed().release();
    }
  }

  @Override
  public Integer result() {
    return index;
  }

  @Override
  public String toString() {
    return "wait for " + barrier;
  }
}
