package org.asyncio4j.testing;

import java.util.Optional;
import java.util.SplittableRandom;
import org.asyncio4j.testing.Plan.Cancellation;
import org.asyncio4j.testing.Plan.Moment;

/**
 * {@link ExploreOptions.Disturbance#CANCELLATION}: first one run that is only watched, then in
 * asyncio's order a cancellation at each moment of each wait, then at random ones in random orders.
 */
final class CancellationSearch implements Search {
  private final Randoms randoms;
  private int tried;
  private int points;
  private int mostPoints;

  CancellationSearch(Randoms randoms) {
    this.randoms = randoms;
  }

  @Override
  public Attempt next() {
    if (tried == 0) {
      return new Attempt(new PlanChooser(Plan.FIFO));
    }
    int inTurn = tried - 1;
    if (inTurn < points * 2) {
      Moment moment = inTurn % 2 == 0 ? Moment.BEGINS : Moment.READY;
      var cancellation = new Cancellation(moment, inTurn / 2 + 1);
      return new Attempt(new PlanChooser(Plan.FIFO), Optional.of(cancellation));
    }
    SplittableRandom random = randoms.next();
    Moment moment = random.nextBoolean() ? Moment.BEGINS : Moment.READY;
    var cancellation = new Cancellation(moment, 1 + random.nextInt(Math.max(mostPoints, 1)));
    return new Attempt(new RandomChooser(random), Optional.of(cancellation));
  }

  @Override
  public int places() {
    return points * 2;
  }

  @Override
  public void tried(ExploredRun run) {
    if (tried == 0) {
      points = run.points();
    }
    tried++;
    mostPoints = Math.max(mostPoints, run.points());
  }
}
