package org.asyncio4j.examples;

import java.util.ConcurrentModificationException;
import org.asyncio4j.testing.DeadlockError;

/**
 * Each bug of the gallery is found within the number of schedules that its file says, shrunk, and
 * replayed; its fixed twin survives 10,000, or all if there are fewer.
 */
final class GalleryTest {

  @Example("gallery/LostUpdate.java")
  void anUpdateAcrossAWaitIsLost(Program program) throws Exception {
    Bug.find(program)
        .isHiddenFromOrdinaryTests()
        .failsWith(AssertionError.class, "100 + 1000 + 250 euros are 350")
        .isShrunkTo(1)
        .isReplayed()
        .hasATwinThatSurvives();
  }

  @Example("gallery/CheckThenAct.java")
  void aCacheReadsTwice(Program program) throws Exception {
    Bug.find(program)
        .isHiddenFromOrdinaryTests()
        .failsWith(AssertionError.class, "ann was read 2 times")
        .isShrunkTo(1)
        .isReplayed()
        .hasATwinThatSurvives();
  }

  @Example("gallery/LostWakeUp.java")
  void aSignalBeforeTheWaitIsLost(Program program) throws Exception {
    Bug.find(program)
        .isHiddenFromOrdinaryTests()
        .failsWith(DeadlockError.class, "reader")
        .isShrunkTo(1)
        .isReplayed()
        .hasATwinThatSurvives();
  }

  @Example("gallery/WrongWakeUp.java")
  void aSignalWakesOneWhomItDoesNotConcern(Program program) throws Exception {
    Bug.find(program)
        .isHiddenFromOrdinaryTests()
        .failsWith(DeadlockError.class, "waits for Condition[unlocked, waiters=2]")
        .isShrunkTo(1)
        .isReplayed()
        .hasATwinThatSurvives();
  }

  @Example("gallery/DoubleClose.java")
  void aConnectionGoesBackTwice(Program program) throws Exception {
    Bug.find(program)
        .isHiddenFromOrdinaryTests()
        .failsWith(AssertionError.class, "the pool lends [connection 1, connection 1]")
        .isShrunkTo(1)
        .isReplayed()
        .hasATwinThatSurvives();
  }

  @Example("gallery/LeakedPermit.java")
  void aCancelledTaskKeepsItsPermit(Program program) throws Exception {
    Bug.find(program)
        .isHiddenFromOrdinaryTests()
        .failsWith(DeadlockError.class, "Task 'first' (cancelled)")
        .isShrunkTo(0)
        .takesACancellation()
        .isReplayed()
        .hasATwinThatSurvives();
  }

  @Example("gallery/LockOrder.java")
  void locksAreTakenInTwoOrders(Program program) throws Exception {
    Bug.find(program)
        .isHiddenFromOrdinaryTests()
        .failsWith(DeadlockError.class, "cycle: ann pays bob -> ")
        .isShrunkTo(1)
        .isReplayed()
        .hasATwinThatSurvives();
  }

  @Example("gallery/DroppedItem.java")
  void aCancelledWorkerTakesItsItemAway(Program program) throws Exception {
    Bug.find(program)
        .isHiddenFromOrdinaryTests()
        .failsWith(AssertionError.class, "sent [], and left Queue[size=1,")
        .isShrunkTo(0)
        .takesACancellation()
        .isReplayed()
        .hasATwinThatSurvives();
  }

  @Example("gallery/ChangedWhileSending.java")
  void aCollectionChangesAmidItsLoop(Program program) throws Exception {
    Bug.find(program)
        .isHiddenFromOrdinaryTests()
        .failsWith(ConcurrentModificationException.class)
        .isShrunkTo(1)
        .isReplayed()
        .hasATwinThatSurvives();
  }
}
