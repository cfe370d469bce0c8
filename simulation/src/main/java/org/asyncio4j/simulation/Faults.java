package org.asyncio4j.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.asyncio4j.FaultPoint;

/** The {@link FaultPlan} of a run: decides, and remembers what has fired. Loop thread only. */
final class Faults implements FaultPoint.Plan {
  private final FaultPlan plan;
  private final RandomGenerator random;
  private final Trace trace;
  private final Map<String, Boolean> enabled = new HashMap<>();
  private final Map<String, Integer> fired = new LinkedHashMap<>();

  Faults(FaultPlan plan, RandomGenerator random, Trace trace) {
    this.plan = plan;
    this.random = random;
    this.trace = trace;
  }

  @Override
  public boolean fires(String name, double probability) {
    boolean fires =
        switch (plan.rules().get(name)) {
          case FaultPlan.Probability(double value) -> chance(value);
          case FaultPlan.Once() -> !fired.containsKey(name);
          case null -> isEnabled(name) && chance(probability);
        };
    if (fires) {
      int times = fired.getOrDefault(name, 0) + 1;
      fired.put(name, times);
      trace.add("fault", name, times);
    }
    return fires;
  }

  private boolean isEnabled(String name) {
    return plan.enabled() > 0 && enabled.computeIfAbsent(name, _ -> chance(plan.enabled()));
  }

  private boolean chance(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  List<String> fired() {
    List<String> texts = new ArrayList<>();
    fired.forEach((name, times) -> texts.add(times == 1 ? name : name + " x" + times));
    return texts;
  }
}
