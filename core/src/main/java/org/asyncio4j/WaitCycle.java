package org.asyncio4j;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tasks that wait for each other in a circle, each for the next and the last for the first, so that
 * none of them can go on unless one is cancelled.
 *
 * @param tasks the tasks
 * @param text the circle in words, through what each waits for the next
 */
record WaitCycle(List<Task<?>> tasks, String text) {

  /** {@return the cycles that {@code seeds}, or what they wait for, are stuck in} */
  static List<WaitCycle> reachedFrom(Collection<? extends Future<?>> seeds) {
    return new Search(seeds).cycles();
  }

  /**
   * A wait is stuck unless what it needs can go on. From what is stuck each step along something
   * stuck stays among the stuck, and so ends in a circle.
   */
  private static final class Search {
    private final Map<Future<?>, WaitsFor> waits = new LinkedHashMap<>();
    private final Map<Future<?>, Integer> order = new HashMap<>();
    private final Set<Future<?>> goesOn = new HashSet<>();

    Search(Collection<? extends Future<?>> seeds) {
      explore(seeds);
      spreadWhatGoesOn();
    }

    private void explore(Collection<? extends Future<?>> seeds) {
      var left = new ArrayDeque<Future<?>>(seeds);
      for (Future<?> future; (future = left.poll()) != null; ) {
        if (!waits.containsKey(future)) {
          WaitsFor waitsFor = WaitsFor.of(future);
          waits.put(future, waitsFor);
          order.put(future, order.size());
          left.addAll(waitsFor.on());
        }
      }
    }

    private void spreadWhatGoesOn() {
      var dependents = new HashMap<Future<?>, List<Future<?>>>();
      var missing = new HashMap<Future<?>, Integer>();
      var left = new ArrayDeque<Future<?>>();
      waits.forEach(
          (future, waitsFor) -> {
            switch (waitsFor.need()) {
              case UNKNOWN -> left.add(future);
              case ANY -> missing.put(future, 1);
              case ALL -> missing.put(future, waitsFor.on().size());
            }
            for (Future<?> on : waitsFor.on()) {
              dependents.computeIfAbsent(on, _ -> new ArrayList<>()).add(future);
            }
          });
      for (Future<?> future; (future = left.poll()) != null; ) {
        if (goesOn.add(future)) {
          for (Future<?> dependent : dependents.getOrDefault(future, List.of())) {
            if (missing.merge(dependent, -1, Integer::sum) == 0) {
              left.add(dependent);
            }
          }
        }
      }
    }

    List<WaitCycle> cycles() {
      var cycles = new ArrayList<WaitCycle>();
      var seen = new HashSet<Future<?>>();
      for (Future<?> start : waits.keySet()) {
        var walk = new ArrayList<Future<?>>();
        Future<?> at = start;
        while (!goesOn.contains(at) && seen.add(at)) {
          walk.add(at);
          at = nextStuck(at);
        }
        int first = walk.indexOf(at);
        if (first >= 0) {
          cycles.add(cycle(walk.subList(first, walk.size())));
        }
      }
      return cycles;
    }

    private Future<?> nextStuck(Future<?> stuck) {
      for (Future<?> on : waitsFor(stuck).on()) {
        if (!goesOn.contains(on)) {
          return on;
        }
      }
      throw new IllegalStateException("%s is not stuck".formatted(stuck));
    }

    private WaitsFor waitsFor(Future<?> future) {
      return waits.getOrDefault(future, WaitsFor.NOTHING);
    }

    private WaitCycle cycle(List<Future<?>> circle) {
      int first = 0;
      for (int i = 1; i < circle.size(); i++) {
        if (rank(circle.get(i)) < rank(circle.get(first))) {
          first = i;
        }
      }
      var rotated = new ArrayList<Future<?>>(circle);
      Collections.rotate(rotated, -first);
      var tasks = new ArrayList<Task<?>>();
      for (Future<?> future : rotated) {
        if (future instanceof Task<?> task) {
          tasks.add(task);
        }
      }
      return new WaitCycle(List.copyOf(tasks), words(rotated));
    }

    /** Tasks come first, and among them those that were found first. */
    private int rank(Future<?> future) {
      int found = order.getOrDefault(future, 0);
      return future instanceof Task<?> ? found : found + order.size();
    }

    private String words(List<Future<?>> circle) {
      var words = new StringBuilder(name(circle.getFirst()));
      for (int i = 0; i < circle.size(); i++) {
        WaitsFor waitsFor = waitsFor(circle.get(i));
        if (!waitsFor.what().isEmpty()) {
          words.append(" -> ").append(waitsFor.what());
        }
        if (circle.get((i + 1) % circle.size()) instanceof Task<?> next) {
          words.append(waitsFor.relation().isEmpty() ? " -> " : " " + waitsFor.relation() + " ");
          words.append(TaskText.name(next));
        }
      }
      return words.toString();
    }

    private static String name(Future<?> future) {
      return future instanceof Task<?> task ? TaskText.name(task) : CallGraphText.title(future);
    }
  }
}
