package org.asyncio4j.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.asyncio4j.FaultPoint;

/** The {@link FaultPlan} of a run: decides, and remembers what has fired. Loop thread only. */
final class Faults implements FaultPoint.Plan {

  /** A point, and the node on which a program has come to it; empty for none. */
  private record Place(String point, String node) {}

  /** What a run has in store for a point on a node. */
  private static final class Visits {
    final Draws draws;
    final String site;
    int count;

    Visits(Simulation simulation, Place place) {
      this.draws = simulation.draws("fault %s on %s".formatted(place.point, place.node));
      this.site =
          place.node.isEmpty()
              ? Deviations.site(place.point)
              : Deviations.site(place.point, place.node);
    }
  }

  private final Simulation simulation;
  private final FaultPlan plan;
  private final Map<Place, Visits> places = new HashMap<>();
  private final Set<String> cameTo = new HashSet<>();
  private final Map<String, Integer> fired = new LinkedHashMap<>();

  Faults(Simulation simulation, FaultPlan plan) {
    this.simulation = simulation;
    this.plan = plan;
  }

  @Override
  public boolean fires(String name, double probability) {
    NodeProcess process = NodeProcess.currentOrNull();
    var place = new Place(name, process == null ? "" : process.node().name());
    Visits visits = places.computeIfAbsent(place, p -> new Visits(simulation, p));
    int visit = ++visits.count;
    boolean drawn =
        switch (plan.rules().get(name)) {
          case FaultPlan.Probability(double value) -> chance(visits.draws.of(visit), value);
          case FaultPlan.Once() -> cameTo.add(name);
          case null -> isEnabled(name) && chance(visits.draws.of(visit), probability);
        };
    if (!drawn || !happens(place, visits.site, visit)) {
      return false;
    }
    int times = fired.getOrDefault(name, 0) + 1;
    fired.put(name, times);
    simulation.trace().add("fault", name, times);
    return true;
  }

  private boolean happens(Place place, String site, int visit) {
    return simulation
        .deviations()
        .happens(
            Deviation.Kind.FAULT,
            site,
            visit,
            () ->
                place.node.isEmpty()
                    ? "the fault point '%s' fires".formatted(place.point)
                    : "the fault point '%s' fires on %s".formatted(place.point, place.node));
  }

  private boolean isEnabled(String name) {
    return plan.enabled() > 0 && chance(simulation.draws("fault " + name).of(0), plan.enabled());
  }

  private static boolean chance(RandomGenerator random, double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  List<String> fired() {
    List<String> texts = new ArrayList<>();
    fired.forEach((name, times) -> texts.add(times == 1 ? name : name + " x" + times));
    return texts;
  }
}
