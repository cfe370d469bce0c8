package org.asyncio4j.conformance;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;

/** The tasks of a run by their numbers, which they get when they are registered. */
final class Numbering {
  private final List<Task<String>> tasks = new ArrayList<>();
  private final IdentityHashMap<Future<?>, Integer> numbers = new IdentityHashMap<>();

  /** Gives a task the next number, unless it has one. */
  Task<String> register(Task<String> task) {
    if (numbers.putIfAbsent(task, tasks.size()) == null) {
      tasks.add(task);
    }
    return task;
  }

  boolean knows(Task<?> task) {
    return numbers.containsKey(task);
  }

  /** {@return the number of a registered task} */
  int of(Task<?> task) {
    Integer number = numbers.get(task);
    if (number == null) {
      throw new IllegalStateException(task + " is not registered");
    }
    return number;
  }

  String nameOf(Task<?> task) {
    Integer number = numbers.get(task);
    return number == null ? "T?" : "T" + number;
  }

  /** {@return the numbers of the registered ones among {@code some} in ascending order} */
  String list(Collection<? extends Future<?>> some) {
    return some.stream()
        .map(numbers::get)
        .filter(number -> number != null)
        .sorted()
        .map(String::valueOf)
        .collect(Collectors.joining(","));
  }

  List<Task<String>> tasks() {
    return List.copyOf(tasks);
  }

  /** {@return the task that {@code k} names, which can be any number} */
  Task<String> named(int k) {
    return tasks.get(Math.floorMod(k, tasks.size()));
  }

  /** {@return the task that {@code k} names, null unless it is younger than {@code caller}} */
  @Nullable Task<String> younger(int k, Task<?> caller) {
    Task<String> task = named(k);
    return of(task) > of(caller) ? task : null;
  }
}
