/** The words of the console. They are fetched with it, in every language, so that no other page carries them. */
import { consoleDe } from './console_de';
import { consoleEn } from './console_en';
import { speaker, useMessages, type SpeakerOf } from './provider';

export type ConsoleWords = typeof consoleEn;
export type ConsoleKey = keyof ConsoleWords;
export type ConsoleSpeaker = SpeakerOf<ConsoleWords>;

const speakers: Record<'en' | 'de', ConsoleSpeaker> = {
  en: speaker<ConsoleWords>('en', consoleEn),
  de: speaker<ConsoleWords>('de', consoleDe),
};

export function useConsole(): ConsoleSpeaker {
  return speakers[useMessages().language];
}
