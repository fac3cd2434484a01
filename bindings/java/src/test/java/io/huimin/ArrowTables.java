package io.huimin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;

/** Arrow streams as the Arrow library of Apache makes them. */
final class ArrowTables {
  private ArrowTables() {}

  /** The disputes of {@link Yuxi}; without the column of parties where they are to be refused. */
  static ArrowArrayStream disputes(BufferAllocator allocator, boolean withoutParties) {
    String[] lines = Yuxi.DISPUTES.split("\n");
    String[] names = lines[0].split(",");
    List<FieldVector> vectors = new ArrayList<>();
    for (int column = 0; column < names.length; column++) {
      if (withoutParties && names[column].equals("party")) {
        continue;
      }
      VarCharVector vector = new VarCharVector(names[column], allocator);
      vector.allocateNew();
      for (int row = 1; row < lines.length; row++) {
        vector.setSafe(row - 1, lines[row].split(",")[column].getBytes(UTF_8));
      }
      vector.setValueCount(lines.length - 1);
      vectors.add(vector);
    }
    return stream(allocator, new VectorSchemaRoot(vectors));
  }

  /** A stream of one batch, which takes the vectors over. */
  static ArrowArrayStream stream(BufferAllocator allocator, VectorSchemaRoot batch) {
    ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator);
    Data.exportArrayStream(allocator, new OneBatch(allocator, batch), stream);
    return stream;
  }

  private static final class OneBatch extends ArrowReader {
    private final VectorSchemaRoot batch;
    private boolean isRead;

    OneBatch(BufferAllocator allocator, VectorSchemaRoot batch) {
      super(allocator);
      this.batch = batch;
    }

    @Override
    public boolean loadNextBatch() throws java.io.IOException {
      prepareLoadNextBatch();
      if (isRead) {
        return false;
      }
      isRead = true;
      try (ArrowRecordBatch record = new VectorUnloader(batch).getRecordBatch()) {
        loadRecordBatch(record.cloneWithTransfer(allocator));
      }
      return true;
    }

    @Override
    public long bytesRead() {
      return 0;
    }

    @Override
    protected void closeReadSource() {
      batch.close();
    }

    @Override
    protected Schema readSchema() {
      return batch.getSchema();
    }
  }
}
