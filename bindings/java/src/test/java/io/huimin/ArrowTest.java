package io.huimin;

import static org.junit.jupiter.api.Assertions.*;

import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.junit.jupiter.api.Test;

/** Arrow streams, out to the Arrow library of Apache and in from it. */
class ArrowTest {
  @Test
  void tablesGoOut() throws Exception {
    try (RootAllocator allocator = new RootAllocator();
        Plan plan = Yuxi.plan();
        Tally tally = Yuxi.filled(plan);
        Assessment assessment = tally.assess("2019-11-30");
        ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator)) {
      assertTrue(assessment.exportTable("indicators", Language.CHINESE, stream.memoryAddress()));
      try (ArrowReader reader = Data.importArrayStream(allocator, stream)) {
        Table expected = assessment.indicators();
        assertTrue(reader.loadNextBatch());
        VectorSchemaRoot root = reader.getVectorSchemaRoot();
        assertEquals(expected.rows().size(), root.getRowCount());
        for (int row = 0; row < root.getRowCount(); row++) {
          for (String column : new String[] {"division_name", "indicator", "display"}) {
            assertEquals(
                expected.rows().get(row).text(column),
                root.getVector(column).getObject(row).toString());
          }
        }
        assertFalse(reader.loadNextBatch());
      }
      HuiminException nowhere =
          assertThrows(
              HuiminException.class,
              () -> assessment.exportTable("indicators", Language.CHINESE, 0));
      assertEquals(HuiminException.Kind.CALL, nowhere.kind());
    }
  }

  @Test
  void recordsComeIn() throws Exception {
    try (RootAllocator allocator = new RootAllocator();
        Plan plan = Yuxi.plan();
        Tally expected = Yuxi.filled(plan);
        Tally tally = Tally.of(plan)) {
      try (ArrowArrayStream stream = ArrowTables.disputes(allocator, false)) {
        Records records = Records.arrow(stream.memoryAddress());
        assertEquals(3, tally.add("disputes", records).records());
        assertArrayEquals(expected.toBytes(), tally.toBytes());
        HuiminException again =
            assertThrows(HuiminException.class, () -> tally.add("disputes", records));
        assertEquals(HuiminException.Kind.INPUT, again.kind(), "released by the first call");
      }
      try (ArrowArrayStream stream = ArrowTables.disputes(allocator, true)) {
        HuiminException missing =
            assertThrows(
                HuiminException.class,
                () -> tally.add("disputes", Records.arrow(stream.memoryAddress())));
        assertEquals(HuiminException.Kind.INPUT, missing.kind());
        assertEquals("disputes", missing.dataset().orElseThrow());
      }
      try (ArrowArrayStream stream = ArrowTables.disputes(allocator, false)) {
        tally.retract("disputes", Records.arrow(stream.memoryAddress()));
        assertEquals(0, tally.records("disputes"));
      }
      // Every vector is given back: the allocator says so when it is closed.
      assertEquals(0, allocator.getAllocatedMemory());
    }
  }
}
