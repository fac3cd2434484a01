package io.huimin;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What a tally says as of a day. Any number of threads may use it at once. */
public final class Assessment extends Resource {
  Assessment(long handle) {
    super(handle, Native::assessmentFree);
  }

  /**
   * The names of the tables that can be made of an assessment.
   *
   * @return the names
   */
  public static List<String> tableNames() {
    Native.ready();
    return Packed.list(Native.tableNames());
  }

  /**
   * The as-of day.
   *
   * @return the day
   */
  public LocalDate asOf() {
    return LocalDate.parse(text(Native::assessmentAsOf));
  }

  /**
   * The days figures are stated for.
   *
   * @return month ends, and the as-of day last
   */
  public List<LocalDate> dates() {
    List<LocalDate> dates = new ArrayList<>();
    for (String date : Packed.unpack(use(Native::assessmentDates))) {
      dates.add(LocalDate.parse(date));
    }
    return Collections.unmodifiableList(dates);
  }

  /**
   * A figure as of the assessment's day.
   *
   * @param indicator the indicator
   * @param division the code of a division, with 2, 4, 6, 9 or 12 digits
   * @return the figure
   * @throws HuiminException of kind {@code ARGUMENT} for an indicator or division that does not exist
   */
  public Figure value(String indicator, String division) {
    byte[] first = Utf8.of("indicator", indicator);
    byte[] second = Utf8.of("division", division);
    return new Figure(text(handle -> Native.assessmentValue(handle, first, second)));
  }

  /**
   * How a figure came about, in words: formula, measures, children, records, clause.
   *
   * @param indicator the indicator
   * @param division the code of a division
   * @param language the language
   * @param entries lines of each list at most
   * @return the text
   * @throws HuiminException of kind {@code ARGUMENT} for an indicator or division that does not exist
   */
  public String explain(String indicator, String division, Language language, int entries) {
    byte[] first = Utf8.of("indicator", indicator);
    byte[] second = Utf8.of("division", division);
    int number = language.number;
    return text(
        handle -> Native.assessmentExplainText(handle, first, second, number, entries));
  }

  /**
   * How a figure came about, as JSON.
   *
   * @param indicator the indicator
   * @param division the code of a division
   * @param withRecords whether the records that counted and those rejected are listed
   * @return an object in JSON
   * @throws HuiminException of kind {@code ARGUMENT} for an indicator or division that does not exist
   */
  public String explainJson(String indicator, String division, boolean withRecords) {
    byte[] first = Utf8.of("indicator", indicator);
    byte[] second = Utf8.of("division", division);
    return text(handle -> Native.assessmentExplain(handle, first, second, withRecords));
  }

  /**
   * Whether every indicator with a target at the programme's root is met.
   *
   * @return empty where there is no verdict
   */
  public Optional<Boolean> verdict() {
    long verdict = number(Native::assessmentVerdict);
    return verdict < 0 ? Optional.empty() : Optional.of(verdict == 1);
  }

  /**
   * What is to be said of the programme as a whole, by the indicators with a target at its root.
   *
   * @return the judgement, of which {@link #verdict()} is the short form
   */
  public Judgement judgement() {
    return Judgement.of(text(Native::assessmentJudgement));
  }

  /**
   * The datasets that nobody handed over. Figures that need one of them have no value, and {@code
   * not_received} as the reason.
   *
   * @return their names, in the definition's order
   */
  public List<String> notReceived() {
    return Packed.list(use(Native::assessmentNotReceived));
  }

  /**
   * The figures of every division at every month end, year to date.
   *
   * @return the table {@code indicators}
   */
  public Table indicators() {
    return present("indicators", Language.CHINESE);
  }

  /**
   * The figures of each month alone.
   *
   * @return the table {@code monthly}
   */
  public Table monthly() {
    return present("monthly", Language.CHINESE);
  }

  /**
   * Planned and actual by month end.
   *
   * @return the table {@code progress}
   */
  public Table progress() {
    return present("progress", Language.CHINESE);
  }

  /**
   * Everything that rules found.
   *
   * @param language the language of the messages
   * @return the table {@code findings}
   */
  public Table findings(Language language) {
    return present("findings", language);
  }

  /**
   * A table by its name.
   *
   * @param name one of {@link #tableNames}
   * @param language the language of texts for people; names, codes and numbers are the same in both
   * @return empty where the definition has nothing that it could be made of
   * @throws HuiminException of kind {@code ARGUMENT} for another name
   */
  public Optional<Table> table(String name, Language language) {
    byte[] bytes = Utf8.of("name", name);
    byte[] found = use(handle -> Native.assessmentTable(handle, bytes, language.number));
    if (found == null) {
      return Optional.empty();
    }
    String[] parts = Packed.unpack(found);
    return Optional.of(new Table(name, parts[0], parts[1]));
  }

  /**
   * A table as JSON, the same bytes in every language.
   *
   * @param name one of {@link #tableNames}
   * @param language the language of texts for people
   * @return an array of objects, or {@code null} where there is no such table
   * @throws HuiminException of kind {@code ARGUMENT} for another name
   */
  public String tableJson(String name, Language language) {
    byte[] bytes = Utf8.of("name", name);
    return text(handle -> Native.assessmentTableJson(handle, bytes, language.number));
  }

  /**
   * A table as comma-separated text in UTF-8 with a header line.
   *
   * @param name one of {@link #tableNames}
   * @param language the language of texts for people
   * @return the bytes of a file; none at all where there is no such table
   * @throws HuiminException of kind {@code ARGUMENT} for another name
   */
  public byte[] tableCsv(String name, Language language) {
    byte[] bytes = Utf8.of("name", name);
    return use(handle -> Native.assessmentTableCsv(handle, bytes, language.number));
  }

  /**
   * Puts a table as an Arrow stream at an address, such as {@code ArrowArrayStream.memoryAddress()}
   * of the Arrow library; it is to be released there.
   *
   * @param name one of {@link #tableNames}
   * @param language the language of texts for people
   * @param address where there is room for an {@code ArrowArrayStream} of the Arrow C stream
   *     interface. Any other address ends the process.
   * @return false where there is no such table; nothing is put there then
   * @throws HuiminException of kind {@code ARGUMENT} for another name
   */
  public boolean exportTable(String name, Language language, long address) {
    byte[] bytes = Utf8.of("name", name);
    return use(handle -> Native.assessmentTableArrow(handle, bytes, language.number, address));
  }

  /**
   * The acceptance tables as a workbook, with reports, inspections and scores as the definition
   * lays them down.
   *
   * @param language its language
   * @return the bytes of an {@code .xlsx} file
   */
  public byte[] workbook(Language language) {
    return use(handle -> Native.assessmentWorkbook(handle, language.number));
  }

  /**
   * The same as one HTML page that needs nothing from outside.
   *
   * @param language its language
   * @return the page
   */
  public String page(Language language) {
    return text(handle -> Native.assessmentPage(handle, language.number));
  }

  /**
   * Holds reports against records on the terms of a request.
   *
   * @param request an object in JSON: {@code duties}, {@code indicators}, {@code absolute}, {@code
   *     relative}, {@code missing_children}, all of which may be left out
   * @param language the language of texts for people
   * @return an object in JSON of the tables {@code comparison}, {@code imbalance}, {@code
   *     completeness}, {@code falls}, {@code findings}
   * @throws HuiminException of kind {@code ARGUMENT} for a request that cannot be read
   */
  public String reconcile(String request, Language language) {
    byte[] bytes = Utf8.of("request", request);
    return text(handle -> Native.assessmentReconcile(handle, bytes, language.number));
  }

  /**
   * An inspection of the definition.
   *
   * @param id its name
   * @param seed the seed to draw with, or null for the definition's
   * @return an object in JSON of the tables {@code inspections}, {@code samples}, {@code
   *     characteristics}
   * @throws HuiminException of kind {@code ARGUMENT} for another name
   */
  public String inspection(String id, String seed) {
    byte[] first = Utf8.of("id", id);
    byte[] second = Utf8.ofNullable("seed", seed);
    return text(handle -> Native.assessmentInspection(handle, first, second));
  }

  private Table present(String name, Language language) {
    return table(name, language)
        .orElseThrow(() -> new IllegalStateException("there is no table " + name));
  }
}
