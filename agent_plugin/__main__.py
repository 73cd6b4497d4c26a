"""`python -m agent_plugin` comes in, the command line goes out."""

from agent_plugin.cli.main import main

if __name__ == "__main__":
    main()
