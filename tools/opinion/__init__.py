"""The second opinion: people and findings in, a judge's opinions out. No judge can clear a blocked ad."""
