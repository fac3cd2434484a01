package io.huimin;

/** The language of texts for people. */
public enum Language {
  /** 中文. */
  CHINESE(0),
  /** English. */
  ENGLISH(1);

  /** The number by which the native side knows it. */
  final int number;

  Language(int number) {
    this.number = number;
  }
}
