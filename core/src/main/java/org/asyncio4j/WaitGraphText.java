package org.asyncio4j;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A wait graph as text. What is very deep is written below, as a tree of its own. */
final class WaitGraphText {
  private static final int DEEPEST = 50;

  private final WaitGraph graph;
  private final List<String> lines = new ArrayList<>();
  private final Set<Future<?>> written = new HashSet<>();
  private final ArrayDeque<Node> left = new ArrayDeque<>();
  private final ArrayDeque<Future<?>> roots = new ArrayDeque<>();

  private enum Place {
    ROOT("", ""),
    MIDDLE("├── ", "│   "),
    LAST("└── ", "    ");

    private final String branch;
    private final String below;

    Place(String branch, String below) {
      this.branch = branch;
      this.below = below;
    }
  }

  private record Node(Future<?> future, String prefix, Place place, int level) {}

  private WaitGraphText(WaitGraph graph) {
    this.graph = graph;
  }

  static String of(WaitGraph graph) {
    return new WaitGraphText(graph).write();
  }

  private String write() {
    graph.cycleTexts().forEach(cycle -> lines.add("cycle: " + cycle));
    roots.addAll(graph.roots());
    writeTrees();
    for (Task<?> task : graph.tasks()) { // what is below nobody but itself
      if (!written.contains(task)) {
        roots.add(task);
        writeTrees();
      }
    }
    return String.join("\n", lines);
  }

  private void writeTrees() {
    for (Future<?> root; (root = roots.poll()) != null; ) {
      left.push(new Node(root, "", Place.ROOT, 0));
      while (!left.isEmpty()) {
        write(left.pop());
      }
    }
  }

  private void write(Node node) {
    var entry = graph.entry(node.future()).orElse(null);
    String line = node.prefix() + node.place().branch;
    if (entry == null) {
      lines.add(
          line + CallGraphText.title(node.future())); // a plain future, or a task that is done
    } else if (written.contains(node.future())) {
      lines.add(line + name(node.future()) + " (above)");
    } else if (node.level() > DEEPEST) {
      lines.add(line + name(node.future()) + " (below)");
      roots.add(node.future());
    } else {
      written.add(node.future());
      var below = new ArrayList<Future<?>>(entry.ends());
      below.addAll(entry.children());
      lines.add(line + entry.text() + (entry.ends().isEmpty() ? "" : ":"));
      String prefix = node.prefix() + node.place().below;
      for (int i = below.size() - 1; i >= 0; i--) {
        Place place = i == below.size() - 1 ? Place.LAST : Place.MIDDLE;
        left.push(new Node(below.get(i), prefix, place, node.level() + 1));
      }
    }
  }

  private static String name(Future<?> future) {
    return future instanceof Task<?> task ? TaskText.name(task) : CallGraphText.title(future);
  }
}
