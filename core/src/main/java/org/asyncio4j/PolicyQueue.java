package org.asyncio4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.asyncio4j.internal.loop.ReadyQueue;
import org.jspecify.annotations.Nullable;

/**
 * What is ready, in the order of a {@link SchedulePolicy}.
 *
 * <p>Meant for the few entries that a test has: each turn looks at all of them.
 */
final class PolicyQueue implements ReadyQueue<Object> {
  private final SchedulePolicy policy;
  private final View view = new View();

  // In the order of their arrival.
  private final List<Object> entries = new ArrayList<>();
  private final List<Object> heldBack = new ArrayList<>();

  // While the policy picks: the indices of those entries that it may pick, and how many they are.
  private int[] candidates = new int[16];
  private int count;

  PolicyQueue(SchedulePolicy policy) {
    this.policy = policy;
  }

  @Override
  public void add(Object entry) {
    entries.add(entry);
  }

  @Override
  public @Nullable Object poll() {
    holdBack();
    findCandidates();
    if (count == 0) {
      return null;
    }
    int picked = policy.pick(view);
    if (picked < 0 || picked >= count) {
      throw new IllegalStateException(
          "%s picked %s, expected 0 to %s".formatted(policy, picked, count - 1));
    }
    return entries.remove(candidates[picked]);
  }

  private void holdBack() {
    for (int i = 0; i < entries.size(); ) {
      if (policy.holdsBack(subject(entries.get(i)))) {
        heldBack.add(entries.remove(i));
      } else {
        i++;
      }
    }
  }

  private void findCandidates() {
    count = 0;
    boolean callbackSeen = false;
    for (int i = 0; i < entries.size(); i++) {
      boolean free = isFree(entries.get(i));
      if (free || !callbackSeen) {
        if (count == candidates.length) {
          candidates = Arrays.copyOf(candidates, count * 2);
        }
        candidates[count++] = i;
      }
      callbackSeen |= !free;
    }
  }

  private static boolean isFree(Object entry) {
    return subject(entry) instanceof Task || subject(entry) instanceof SchedulePolicy.Free;
  }

  private static Object subject(Object entry) {
    return switch (entry) {
      case Schedule.Unblocked(Task<?> task) -> task;
      case Handle handle -> handle.subject();
      default -> entry;
    };
  }

  @Override
  public @Nullable Object peek() {
    return null; // the policy is asked when it is time, and once
  }

  @Override
  public int size() {
    for (int i = 0; i < heldBack.size(); ) {
      if (policy.holdsBack(subject(heldBack.get(i)))) {
        i++;
      } else {
        entries.add(heldBack.remove(i));
      }
    }
    return entries.size();
  }

  @Override
  public void forEach(Consumer<? super Object> action) {
    entries.forEach(action);
  }

  @Override
  public void clear() {
    entries.clear();
    heldBack.clear();
  }

  /** The candidates, as the policy sees them while it picks. */
  private final class View implements SchedulePolicy.Ready {
    @Override
    public int size() {
      return count;
    }

    @Override
    public Object entry(int index) {
      return subject(entries.get(candidates[Objects.checkIndex(index, count)]));
    }
  }
}
