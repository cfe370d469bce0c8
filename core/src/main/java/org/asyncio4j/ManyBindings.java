package org.asyncio4j;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The variables of a context that has many, and their values: a tree that is never changed. One
 * with another binding shares all of it but a path from the root.
 */
final class ManyBindings {
  private static final int BITS = 5;
  private static final int FAN_OUT = 1 << BITS;

  /**
   * A variable and its value.
   *
   * @param rank in the order in which variables got their first value
   */
  record Binding(ContextVar<?> variable, Object value, int rank) {}

  static final ManyBindings NONE = new ManyBindings(new @Nullable Object[FAN_OUT], 0, 0, 0);

  // A node has a place for each next digit of a variable's number: nodes, at the bottom bindings.
  private final @Nullable Object[] root;
  private final int height; // of the tree above its bottom nodes
  private final int size;
  private final int nextRank;

  private ManyBindings(@Nullable Object[] root, int height, int size, int nextRank) {
    this.root = root;
    this.height = height;
    this.size = size;
    this.nextRank = nextRank;
  }

  int size() {
    return size;
  }

  private static int digit(int number, int level) {
    return (number >>> (level * BITS)) & (FAN_OUT - 1);
  }

  /** {@return whether the tree is high enough to have a place for a number} */
  private static boolean fits(int number, int height) {
    int bits = (height + 1) * BITS;
    return bits >= Integer.SIZE || number >>> bits == 0;
  }

  @Nullable Binding get(ContextVar<?> variable) {
    int number = variable.number();
    if (!fits(number, height)) {
      return null;
    }
    Object at = root;
    for (int level = height; level >= 0 && at instanceof Object[] node; level--) {
      at = node[digit(number, level)];
    }
    return at instanceof Binding binding && binding.variable() == variable ? binding : null;
  }

  /** {@return these, with another value for a variable that may have none} */
  ManyBindings with(ContextVar<?> variable, Object value) {
    Binding before = get(variable);
    var binding = new Binding(variable, value, before == null ? nextRank : before.rank());
    @Nullable Object[] top = root;
    int levels = height;
    while (!fits(variable.number(), levels)) {
      @Nullable Object[] higher = new @Nullable Object[FAN_OUT];
      higher[0] = top;
      top = higher;
      levels++;
    }
    return new ManyBindings(
        changed(top, levels, variable.number(), binding),
        levels,
        before == null ? size + 1 : size,
        before == null ? nextRank + 1 : nextRank);
  }

  /** {@return these without a variable that has a value} */
  ManyBindings without(ContextVar<?> variable) {
    return new ManyBindings(
        changed(root, height, variable.number(), null), height, size - 1, nextRank);
  }

  private static @Nullable Object[] changed(
      @Nullable Object @Nullable [] node, int level, int number, @Nullable Binding binding) {
    @Nullable Object[] copy = node == null ? new @Nullable Object[FAN_OUT] : node.clone();
    int at = digit(number, level);
    copy[at] =
        level == 0 ? binding : changed((@Nullable Object[]) copy[at], level - 1, number, binding);
    return copy;
  }

  /** {@return all, in the order in which the variables got their first value} */
  List<Binding> inOrder() {
    var all = new ArrayList<Binding>(size);
    collect(root, all);
    all.sort(Comparator.comparingInt(Binding::rank));
    return all;
  }

  private static void collect(@Nullable Object[] node, List<Binding> all) {
    for (Object each : node) {
      if (each instanceof Binding binding) {
        all.add(binding);
      } else if (each instanceof Object[] below) {
        collect(below, all);
      }
    }
  }
}
