package dev.concurrency.actuate;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;

/** Finds one of its entries by going through all of them, which are few. */
interface HealthEntriesContributor extends CompositeHealthContributor {

	@Override
	default @Nullable HealthContributor getContributor(String name) {
		return stream().filter((entry) -> entry.name().equals(name)).findFirst().map(Entry::contributor).orElse(null);
	}

}
