package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.asyncio4j.LoopOptions;

/** The programs for several machines, on this one and real sockets. */
final class ClusterExamplesTest {

  @Example("cluster/ReplicatedStore.java")
  void replicasAgreeOverRealSocketsToo(Program program) throws Exception {
    assertThat(program.runWith(LoopOptions.DEFAULT).out()).isEqualTo("apples are red\n");
  }
}
