package io.huimin;

import java.nio.charset.StandardCharsets;

/**
 * The native methods: numbers and bytes only. Their other half is {@code bindings/java/native}.
 *
 * <p>Every public way in that holds no handle yet calls {@link #ready} first.
 */
final class Native {
  private Native() {}

  /** Loads the library, once. What fails fails the same way each time. */
  static void ready() {
    Loader.load();
  }

  /**
   * Called by the native half: throws a failure. {@code parts}: its JSON, and then its text in
   * Chinese and English, followed by those of each of its causes.
   */
  @SuppressWarnings("unused")
  private static void raise(byte[] parts) {
    throw HuiminException.of(Packed.unpack(parts));
  }

  /** The text of an answer. */
  static String text(byte[] answer) {
    return new String(answer, StandardCharsets.UTF_8);
  }

  static native byte[] version();

  static native byte[] programmeNames();

  static native long programmeBuiltin(byte[] name);

  static native long programmeFromToml(byte[] source, byte[] text);

  static native long programmeWithoutAllocations(long programme);

  static native byte[] programmeId(long programme);

  static native byte[] programmeVersion(long programme);

  static native byte[] programmeWarnings(long programme);

  static native byte[] programmeCheck(long programme, long network);

  static native void programmeFree(long programme);

  static native byte[] networkNames();

  static native long networkBuiltin(byte[] name);

  static native long networkFromCsv(byte[] register);

  static native byte[] networkWarnings(long network);

  static native long networkSize(long network);

  static native void networkFree(long network);

  static native long directoryOpen(long programme, byte[] path, byte[] options);

  static native long directoryNetwork(long directory);

  static native byte[] directoryJson(long directory);

  static native void directoryFree(long directory);

  static native long planNew(long programme, long network);

  static native byte[] planWarnings(long plan);

  static native byte[] planDatasets(long plan);

  static native byte[] planIndicators(long plan);

  static native long planFingerprint(long plan);

  static native byte[] planCheckRecord(long plan, byte[] dataset, byte[] record);

  static native void planFree(long plan);

  static native long checkerNew(long plan, byte[] dataset);

  static native byte[] checkerFields(long checker);

  static native byte[] checkerCheck(long checker, byte[] values);

  static native void checkerFree(long checker);

  static native long tallyNew(long plan);

  static native byte[] tallyFile(
      long tally,
      boolean retract,
      byte[] dataset,
      int format,
      byte[] encoding,
      int delimiter,
      byte[] file,
      int threads,
      Watch watch);

  static native byte[] tallyColumns(
      long tally,
      boolean retract,
      byte[] dataset,
      byte[] names,
      byte[] kinds,
      byte[][] buffers,
      int rows,
      int threads,
      Watch watch);

  static native byte[] tallyArrow(
      long tally, boolean retract, byte[] dataset, long address, int threads, Watch watch);

  static native void tallyReceive(long tally, long directory, int threads, Watch watch);

  static native long tallyRecords(long tally, byte[] dataset);

  static native byte[] tallyReceived(long tally);

  static native void tallyMerge(long tally, long other);

  static native long tallyCopy(long tally);

  static native byte[] tallyToBytes(long tally);

  static native long tallyFromBytes(long plan, byte[] bytes);

  static native long tallyAssess(long tally, byte[] asOf, int threads, Watch watch);

  static native void tallyFree(long tally);

  static native byte[] tableNames();

  static native byte[] assessmentValue(long assessment, byte[] indicator, byte[] division);

  static native byte[] assessmentExplain(
      long assessment, byte[] indicator, byte[] division, boolean records);

  static native byte[] assessmentExplainText(
      long assessment, byte[] indicator, byte[] division, int language, int entries);

  static native int assessmentVerdict(long assessment);

  static native byte[] assessmentJudgement(long assessment);

  static native byte[] assessmentNotReceived(long assessment);

  static native byte[] assessmentAsOf(long assessment);

  static native byte[] assessmentDates(long assessment);

  static native byte[] assessmentTable(long assessment, byte[] name, int language);

  static native byte[] assessmentTableJson(long assessment, byte[] name, int language);

  static native byte[] assessmentTableCsv(long assessment, byte[] name, int language);

  static native boolean assessmentTableArrow(
      long assessment, byte[] name, int language, long address);

  static native byte[] assessmentWorkbook(long assessment, int language);

  static native byte[] assessmentPage(long assessment, int language);

  static native byte[] assessmentReconcile(long assessment, byte[] request, int language);

  static native byte[] assessmentInspection(long assessment, byte[] id, byte[] seed);

  static native void assessmentFree(long assessment);

  static native byte[] allocate(long network, byte[] request);

  static native byte[] request(byte[] name, byte[] request);

  /** Of builds for tests alone. */
  static native void testPanic(long tally);
}
