package dev.concurrency.autoconfigure;

import java.util.List;
import java.util.Map;

import dev.concurrency.actuate.EffectiveSetting;

/**
 * Some settings of a process.
 *
 * @param keys what there is, in the order of the documentation
 * @param running as they are
 * @param said as the properties say
 * @param saidAtStart as they said at the start
 * @param <S> the settings
 */
record Part<S>(List<SettingKey<S>> keys, S running, S said, S saidAtStart) {

	void describe(Provenance provenance, Map<String, EffectiveSetting> described) {
		for (SettingKey<S> key : this.keys) {
			if (key.isThere(this.running)) {
				described.put(key.key(), provenance.of(key, this));
			}
		}
	}

}
