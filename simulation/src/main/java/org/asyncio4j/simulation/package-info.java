/**
 * Runs programs on simulated machines: {@link org.asyncio4j.simulation.Simulation} has nodes with
 * addresses and disks, a network that is slow, loses and is cut, crashes and faults, and decides
 * all of it by one seed, in virtual time. The programs are the production programs.
 */
@NullMarked
package org.asyncio4j.simulation;

import org.jspecify.annotations.NullMarked;
