package org.asyncio4j.examples;

/**
 * Each bug of the gallery that needs a network is found within the number of seeds that its file
 * says, shrunk, and replayed; its fixed twin survives 1,000, or as many as the system property
 * {@code asyncio4j.simulation.runs} says.
 */
final class GalleryOfNetworksTest {

  @Example("gallery/PaidTwice.java")
  void aRetryThatIsNotIdempotentPaysTwice(Program program) throws Exception {
    SimulatedBug.find(program)
        .failsWith(AssertionError.class, "three orders of 10 euros, and 40 are paid")
        .isShrunkTo("the network is cut from bank and shop")
        .isReplayed()
        .hasATwinThatSurvives();
  }

  @Example("gallery/RetryStorm.java")
  void retriesKeepAServerDown(Program program) throws Exception {
    SimulatedBug.find(program)
        .failsWith(AssertionError.class, "the server is there, and has no time for a client")
        .isShrunkTo("the fault point 'vacuum' fires")
        .isReplayed()
        .hasATwinThatSurvives();
  }

  @Example("gallery/TwoLeaders.java")
  void halfIsNotAMajority(Program program) throws Exception {
    SimulatedBug.find(program)
        .failsWith(AssertionError.class, " both lead in term ")
        .isShrunkTo("the network is cut from carl, ann and dora, emil, bob")
        .isReplayed()
        .hasATwinThatSurvives();
  }

  @Example("gallery/PromisedBeforeSync.java")
  void whatWasPromisedIsLost(Program program) throws Exception {
    SimulatedBug.find(program)
        .failsWith(AssertionError.class, "has signed, and is not in the book")
        .isShrunkTo(
            "operation 8 of the disk of server takes 3.655 ms",
            "server loses its power",
            "server loses what was not synced of guests")
        .isReplayed()
        .hasATwinThatSurvives();
  }
}
