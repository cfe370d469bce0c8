package org.asyncio4j.benchmarks.contestants

import kotlinx.coroutines.runBlocking

/** Hello world in kotlinx.coroutines, the least that starts. */
object KotlinHello {
  @JvmStatic
  fun main(arguments: Array<String>) = runBlocking { println("hello world") }
}
