package org.asyncio4j.examples;

/**
 * Each bug of the gallery that needs a network is found within the number of seeds that its file
 * says, and replayed; its fixed twin survives 1,000, or as many as the system property {@code
 * asyncio4j.simulation.runs} says.
 */
final class GalleryOfNetworksTest {

  @Example("gallery/PaidTwice.java")
  void aRetryThatIsNotIdempotentPaysTwice(Program program) throws Exception {
    SimulatedBug.find(program)
        .failsWith(AssertionError.class, "three orders of 10 euros, and 40 are paid")
        .isReplayed()
        .hasATwinThatSurvives();
  }

  @Example("gallery/RetryStorm.java")
  void retriesKeepAServerDown(Program program) throws Exception {
    SimulatedBug.find(program)
        .failsWith(AssertionError.class, "the server is there, and has no time for a client")
        .isReplayed()
        .hasATwinThatSurvives();
  }

  @Example("gallery/TwoLeaders.java")
  void halfIsNotAMajority(Program program) throws Exception {
    SimulatedBug.find(program)
        .failsWith(AssertionError.class, " both lead in term ")
        .isReplayed()
        .hasATwinThatSurvives();
  }

  @Example("gallery/PromisedBeforeSync.java")
  void whatWasPromisedIsLost(Program program) throws Exception {
    SimulatedBug.find(program)
        .failsWith(AssertionError.class, "has signed, and is not in the book")
        .isReplayed()
        .hasATwinThatSurvives();
  }
}
