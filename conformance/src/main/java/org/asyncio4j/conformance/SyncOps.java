package org.asyncio4j.conformance;

import java.util.List;
import java.util.OptionalInt;
import org.asyncio4j.Condition;
import org.asyncio4j.conformance.Op.Returned;

/** Locks, semaphores, events, conditions, barriers. */
final class SyncOps {
  private SyncOps() {}

  static void define(OpTable table) {
    defineLocks(table);
    defineEvents(table);
    defineConditions(table);
    defineBarriers(table);
  }

  private static void defineLocks(OpTable table) {
    table.define(
        "lock",
        items -> {
          int i = items.index(1, Resources.LOCKS);
          List<Op> body = items.ops(2);
          return (run, group) -> {
            Returned returned;
            try (var _ = run.resources().locks().get(i).acquire()) {
              run.say("locked " + i);
              returned = run.block(body, group);
            }
            run.say("unlocked " + i);
            return returned;
          };
        });
    table.define(
        "semaphore",
        items -> {
          int i = items.index(1, Resources.SEMAPHORES);
          List<Op> body = items.ops(2);
          return (run, group) -> {
            Returned returned;
            try (var _ = run.resources().semaphores().get(i).acquire()) {
              run.say("sem-acquired " + i);
              returned = run.block(body, group);
            }
            run.say("sem-released " + i);
            return returned;
          };
        });
  }

  private static void defineEvents(OpTable table) {
    table.defineSimple(
        "event_wait",
        items -> {
          int i = items.index(1, Resources.EVENTS);
          return run -> {
            run.resources().events().get(i).await();
            run.say("event " + i);
          };
        });
    table.defineSimple(
        "event_set",
        items -> {
          int i = items.index(1, Resources.EVENTS);
          return run -> {
            run.resources().events().get(i).set();
            run.say("event-set " + i);
          };
        });
    table.defineSimple(
        "event_clear",
        items -> {
          int i = items.index(1, Resources.EVENTS);
          return run -> {
            run.resources().events().get(i).clear();
            run.say("event-clear " + i);
          };
        });
  }

  private static void defineConditions(OpTable table) {
    table.defineSimple(
        "cond_wait",
        items -> {
          int i = items.index(1, Resources.CONDITIONS);
          return run -> {
            Condition condition = run.resources().conditions().get(i);
            try (var _ = condition.acquire()) {
              run.say("cond-waiting " + i);
              condition.await();
              run.say("cond-woken " + i);
            }
          };
        });
    table.defineSimple(
        "cond_notify",
        items -> {
          int i = items.index(1, Resources.CONDITIONS);
          OptionalInt n = items.numberOrNull(2);
          return run -> {
            Condition condition = run.resources().conditions().get(i);
            try (var _ = condition.acquire()) {
              if (n.isPresent()) {
                condition.signal(n.getAsInt());
              } else {
                condition.signalAll();
              }
              run.say("cond-notified " + i);
            }
          };
        });
  }

  private static void defineBarriers(OpTable table) {
    table.defineSimple(
        "barrier",
        items -> {
          int i = items.index(1, Resources.BARRIERS);
          return run -> run.say("barrier " + run.resources().barriers().get(i).await());
        });
    table.defineSimple(
        "barrier_reset",
        items -> {
          int i = items.index(1, Resources.BARRIERS);
          return run -> {
            run.resources().barriers().get(i).reset();
            run.say("barrier-reset " + i);
          };
        });
  }
}
